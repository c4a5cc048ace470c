"""The small things that a shot may show by themselves, near, on a table. Data only.

A line a thing: its name for the painter, the words that call for it (one with a star only where
nothing else does), how it is put in words, and what stands beside it.
"""

TABLE = """
bread: bread loaf loaves crust bake* baked* baker* bakers* | a loaf of bread | knife
dough: dough knead kneaded yeast starter sourdough | a lump of dough | jar
jar: flour salt sugar honey* jam | a jar of flour | bowl
pot: pot oven stove kettle stew soup lid | an iron pot | jar
knife: knife knives slice* | a knife block | apple
egg: egg* eggs* hen hens | eggs | bowl
apple: apple apples fruit* fruits* | apples | book
bottle: wine bottle bottles beer* | a bottle of wine | bread
beans: beans spices spice pepper peppercorns cocoa cherries* | a heap of beans | cup
cup: cup cups coffee* tea* mug breakfast* drink* drank* drinking* brew* brewed* | a cup | book
bowl: bowl bowls rice porridge | a bowl | egg
chess: chess pawn pawns gambit checkmate bishop* chessboard grandmaster | a chess board | clock
letters: letter letters envelope envelopes postcard message* mail* stamps | a bundle of letters |
    quill
quill: ink quill poem poems poet* wrote* writes* signed* written* haiku syllables | a quill with
    ink | candle
tablet: clay tablet tablets cuneiform wedges | a clay tablet | lantern
mask: mask masks carnival masquerade | a carnival mask | candle
trophy: trophy champion* champions* championship title* medal medals prize prizes won* | a trophy
    | coin
ball: football footballer stadium* goal* goals* match* | a football | trophy
shoe: shoe shoes boot boots barefoot runner* runners* marathon* race* | a pair of shoes | clock
syringe: vaccine vaccines vaccination needle syringe immune antibodies injection | a syringe |
    microscope
scales: justice scales judge judges law* laws* tax* taxes* fraud* rule* rules* | a pair of scales
    | book
coin: coin coins penny pennies money gold* price prices pay* paid* cost* costs* bank* banks*
    banker* bankers* profit profits revenue debt budget invoice invoices sales* fee fees | gold
    coins | scales
book: book books novel novels manuscript manuscripts bible dictionary legend* story* | an open
    book | candle
scroll: map maps treaty charter document documents contract contracts atlas | a map | compass
candle: candle candles candlelight | a candle | book
lantern: lantern lanterns lamp lamps wick | a lantern | letters
globe: globe | a globe | book
clock: clock clocks pendulum watchmaker chronometer minutes* hours* | a clock | candle
key: key keys lock* locks* | a key | letters
crown: crown crowns | a crown | candle
compass: compass magnetic* navigator* | a compass | scroll
lens: lens lenses telescope* glass* | a great lens | lantern
microscope: microscope microscopes bacteria virus viruses protein proteins cell cells dna | a
    microscope | flask
flask: chemistry chemical chemicals acid experiment* experiments* potion poison | a flask | book
prism: prism spectrum | a prism | book
gear: gear gears cogwheel mechanism* | gearwheels | clock
violin: violin orchestra melody concert song* songs* | a violin | candle
flower: flower flowers rose roses tulip tulips | a flower | book
plant: seedling seedlings sprout sprouts | a seedling | jar
sword: sword swords | a sword | crown
"""
