"""The words for what stands on tables. Data only."""

from __future__ import annotations

SMALL_THINGS: dict[str, str] = {
    "bread": "bread loaf brot pain pan* pane хлеб パン 面包",
    "dough": "dough teig pâte masa impasto тесто",
    "pot": "pot saucepan cauldron kettle topf casserole olla pentola",
    "knife": "knife messer couteau cuchillo coltello нож",
    "jar": "jar flour salt sugar krug bocal tarro",
    "bottle": "bottle wine flasche bouteille botella bottiglia бутылка",
    "apple": "apple apfel pomme manzana mela яблоко 林檎 苹果",
    "egg": "egg eggs ei eier œuf huevo uovo яйцо 卵",
    "beans": "beans spice pepper peppercorn bohnen épices especias",
    "chess": "chess chessmen chessboard schach échecs ajedrez scacchi шахматы",
    "letters": "envelope letters briefe lettres cartas lettere письма",
    "quill": "quill inkwell ink tinte encre tinta",
    "tablet": "tablet cuneiform tontafel",
    "mask": "mask carnival maske masque máscara maschera маска",
    "trophy": "trophy pokal trophée trofeo кубок",
    "ball": "ball football fußball futbol",
    "shoe": "shoe shoes sneakers schuhe chaussures zapatos scarpe",
    "syringe": "syringe spritze seringue jeringa siringa шприц",
    "scales": "scales balance waage весы",
}
