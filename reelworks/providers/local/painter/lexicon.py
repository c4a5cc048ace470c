"""The words a prompt may use, and what each asks of a picture. Data only.

Most entries are stems: a plural or a common ending is taken off before the word is looked up.
A star marks a word that only hints (a "wave" may be light; an "ocean" is an ocean).
"""

from __future__ import annotations

from enum import StrEnum

from reelworks.providers.local.painter.small_things import SMALL_THINGS


class Scene(StrEnum):
    """The grammars a picture can be composed by."""

    SEA = "sea"
    COAST = "coast"
    HARBOUR = "harbour"
    MOUNTAINS = "mountains"
    SNOW = "snow"
    VOLCANO = "volcano"
    FOREST = "forest"
    JUNGLE = "jungle"
    DESERT = "desert"
    RIVER = "river"
    LAKE = "lake"
    FIELDS = "fields"
    VILLAGE = "village"
    CITY = "city"
    STREET = "street"
    RUINS = "ruins"
    CASTLE = "castle"
    TEMPLE = "temple"
    BATTLEFIELD = "battlefield"
    ROAD = "road"
    BRIDGE = "bridge"
    RAILWAY = "railway"
    ROOM = "room"
    KITCHEN = "kitchen"
    WORKSHOP = "workshop"
    LIBRARY = "library"
    LABORATORY = "laboratory"
    FACTORY = "factory"
    DESK = "desk"
    SPACE = "space"
    PLANET = "planet"
    UNDERWATER = "underwater"
    CAVE = "cave"
    SKY = "sky"
    NETWORK = "network"
    WAVES = "waves"
    GEOMETRY = "geometry"
    STILL = "still life"


SCENES: dict[Scene, str] = {
    Scene.SEA: """sea ocean atlantic pacific marine offshore swell seascape sail* voyage* sailing*
        seafarer* fleet* tide* surf* meer ozean see* mer océan mar océano mare oceano hav havet
        море океан 海 大海 바다 سمندر بحر समुद्र""",
    Scene.COAST: """coast coastal cliff shore* shoreline beach headland cape bay lighthouse seashore
        island isle reef* rock* sand* küste strand leuchtturm klippe insel côte plage phare falaise
        île costa playa faro isla acantilado spiaggia scogliera isola маяк берег остров 灯台 海岸
        灯塔 岛 島""",
    Scene.HARBOUR: """harbour harbor port dock quay wharf pier jetty marina shipyard boatyard
        mooring hafen kai port* quai puerto muelle porto гавань порт 港""",
    Scene.MOUNTAINS: """mountain mountainous peak summit alp alpine ridge range* hill highland
        valley* pass* slope* everest himalaya andes hike* climb* gebirge berg gipfel tal montagne
        sommet montaña cumbre montagna cima гора горы 山 산 جبل पहाड़""",
    Scene.SNOW: """snow snowy snowfield ice icy glacier arctic antarctic antarctica polar iceberg
        frozen tundra winter* frost* frozen* blizzard ski sledge eis schnee gletscher neige glace
        nieve hielo neve ghiaccio снег лёд лед 雪 氷 冰""",
    Scene.VOLCANO: """volcano volcanic lava magma eruption erupt crater* vulkan volcan volcán
        vulcano вулкан 火山""",
    Scene.FOREST: """forest wood* woodland tree* pine grove taiga birch oak spruce leaf* bark*
        moss* mushroom* wald bäume forêt bois bosque selva* foresta bosco лес 森 森林 林 숲 غابة
        जंगल""",
    Scene.JUNGLE: """jungle rainforest tropical tropics amazon fern* palm* liana dschungel urwald
        jungla giungla джунгли 密林""",
    Scene.DESERT: """desert dune sahara arid oasis sandstorm caravan* camel* wüste désert desierto
        deserto пустыня 沙漠 砂漠 사막 صحراء रेगिस्तान""",
    Scene.RIVER: """river stream brook creek riverbank waterfall canal* ferry* flow* flood* delta
        danube nile rhine thames mississippi fluss bach rivière fleuve río fiume река 川 河 강 نهر
        नदी""",
    Scene.LAKE: """lake pond lagoon loch reservoir* marsh wetland swamp reflection* teich lac étang
        lago озеро 湖 호수 بحيرة झील""",
    Scene.FIELDS: """field farm farmland farmer* meadow wheat crop harvest barn pasture grass*
        grassland prairie steppe plain* countryside rural vineyard orchard* garden* corn rice* cow*
        sheep* herd* plough plow soil* seed* agriculture* windmill feld wiese acker bauernhof champ
        ferme campo granja prato поле ферма 田 畑 草原 들판 حقل खेत""",
    Scene.VILLAGE: """village hamlet town cottage settlement parish* church* chapel* dorf kleinstadt
        pueblo aldea villaggio деревня село 村 町 마을 قرية गाँव""",
    Scene.CITY: """city skyline metropolis urban downtown skyscraper capital* metropolitan london
        paris york tokyo berlin shanghai district* stadt grossstadt großstadt ville ciudad città
        город 城市 都市 도시 مدينة शहर""",
    Scene.STREET: """street alley avenue boulevard lane* market bazaar shop* plaza square* crowd*
        traffic* cafe* café* stall* pavement sidewalk strasse straße gasse rue calle mercado strada*
        улица рынок 街 通り 거리 شارع""",
    Scene.RUINS: """ruin ruined ruinous archaeological archaeology excavation ancient* rome roman*
        pompeii relic antiquity* remains* collapse* ruine rovine руины 遺跡 廃墟 废墟""",
    Scene.CASTLE: """castle fortress fort citadel palace* medieval* knight* kingdom* king* queen*
        tower* wall* siege* burg schloss château castillo castello замок крепость 城 城堡 성 قلعة
        किला""",
    Scene.TEMPLE: """temple shrine pagoda monastery pyramid sphinx cathedral* mosque pharaoh egypt
        column* acropolis greek* greece* sanctuary altar* tempel pyramide templo pirámide tempio
        piramide храм пирамида 寺 神社 寺庙 金字塔 사원 معبد मंदिर""",
    Scene.BATTLEFIELD: """battle battlefield war trench army soldier* combat* cannon* invasion*
        bomb* siege* troop* warfare* front* krieg schlacht guerre bataille guerra batalla война
        битва 戦場 战争 战场 전쟁 حرب युद्ध""",
    Scene.ROAD: """road highway motorway path track* trail* route* journey* travel* wheel* drive*
        driving* caravan* pilgrim* walk* walking* weg landstrasse chemin camino autopista дорога
        道 道路 길 طريق सड़क""",
    Scene.BRIDGE: """bridge aqueduct viaduct brücke pont* puente ponte мост 橋 桥 다리 جسر पुल""",
    Scene.RAILWAY: """railway railroad train locomotive rail station* steam* bahnhof eisenbahn zug
        gare chemin-de-fer ferrocarril tren treno ferrovia поезд железная 鉄道 铁路 駅 기차 قطار""",
    Scene.ROOM: """room interior* indoor* indoors* house* home* bedroom parlour parlor hall
        chamber office apartment study* window* door* family* fireplace hospital* bed* school
        classroom cabin* attic cellar court* parliament* theatre* theater* museum* church* zimmer
        stube chambre salle habitación stanza комната дом* 部屋 室 房间 방
        غرفة कमरा""",
    Scene.KITCHEN: """kitchen bakery oven* cook* baker* recipe* küche backstube cuisine cocina
        cucina кухня 台所 厨房 부엌 مطبخ रसोई""",
    Scene.WORKSHOP: """workshop craftsman craft carpenter carpentry blacksmith forge smith tool*
        bench* hammer* anvil studio atelier potter pottery weaver* loom* mechanic* garage* repair*
        clockmaker watchmaker lens* grind* lamp* werkstatt schmiede taller officina bottega
        мастерская 工房 作坊""",
    Scene.LIBRARY: """library book bookshelf archive manuscript scholar* scholarly scroll* reading*
        literature* novel* bibliothek bücher bibliothèque livre biblioteca libro библиотека книга
        図書館 图书馆 书 本 도서관 مكتبة पुस्तकालय""",
    Scene.LABORATORY: """laboratory lab experiment microscope chemistry chemical chemist scientist*
        science* physicist* physics* test* vaccine bacteria* virus* dna* medicine* medical* drug*
        discovery* telescope* instrument* optic* labor labor* laboratoire laboratorio
        лаборатория
        実験室 实验室 실험실 مختبر प्रयोगशाला""",
    Scene.FACTORY: """factory machine machinery industrial industry engine* turbine* furnace* steel
        mill* foundry piston gear* cog* assembly* pump* boiler* generator* power* plant* mechanism*
        mechanical* oil* coal* iron* electricity* electric* fabrik maschine usine machine*
        fábrica máquina fabbrica macchina завод фабрика машина 工場 工厂 机器 공장 مصنع कारखाना""",
    Scene.DESK: """desk table letter map* document* paper* page* pen* ink* diary notebook chart*
        candle* coin* compass* photograph* clock* watch* telegram note* treaty* contract* sketch*
        drawing* blueprint plan* schreibtisch brief lettre carta lettera письмо стол 机 手紙 桌子
       """,
    Scene.SPACE: """space galaxy nebula star* starfield cosmos cosmic universe orbit orbital
        spaceship spacecraft astronaut satellite* comet asteroid supernova telescope* astronomy
        astronomer* constellation* milky rocket* weltraum weltall galaxie espace* espacio spazio
        космос галактика 宇宙 太空 星系 우주 فضاء अंतरिक्ष""",
    Scene.PLANET: """planet mars martian moon* lunar venus jupiter saturn exoplanet earth* globe*
        world* alien* rover mond planète luna* planeta pianeta планета луна 惑星 月 行星 행성 كوكب
        ग्रह""",
    Scene.UNDERWATER: """underwater undersea submarine seabed seafloor coral reef deep* diver diving
        aquarium fish* whale* shark* dolphin* octopus* plankton abyss wreck* shipwreck unterwasser
        sous-marin submarino подводный 海底 水中""",
    Scene.CAVE: """cave cavern underground mine miner* tunnel grotto stalactite catacomb* tomb*
        dark* höhle grotte cueva caverna пещера 洞窟 洞 동굴 كهف गुफा""",
    Scene.SKY: """sky cloud* storm* thunder* lightning* aurora sunrise* sunset* rainbow aviation
        airplane* aeroplane* plane* balloon* bird* flight* flying* fly* wind* air* atmosphere*
        horizon* weather* himmel wolke ciel nuage cielo nube небо облако 空 天空 云 雲 하늘 سماء
        आकाश""",
    Scene.NETWORK: """network internet data digital computer algorithm software code* node* web*
        connection* communication* information* brain neuron neural ai artificial intelligence
        mind* memory* thought* idea* cell* molecule* atom* atomic* society* economy* trade* market*
        bank* finance* money* netzwerk daten réseau red* datos rete сеть 网络 数据 ネットワーク
        네트워크 شبكة""",
    Scene.WAVES: """wave* sound music frequency radio* signal* vibration rhythm melody song* voice*
        energy* field* magnetic* magnetism* gravity* gravitational quantum current* time* language*
        emotion* dream* welle onde onda звук музыка 音楽 音乐 波 음악 موسيقى संगीत""",
    Scene.GEOMETRY: """geometry geometric abstract mathematics mathematical theorem number* proof*
        equation* logic* theory* concept* principle* law* rule* pattern* symmetry spiral fractal
        prism beam* ray* lens* light* philosophy* reason* question* truth* mathematik géométrie
        matemática matematica математика 数学 几何 幾何 수학 رياضيات गणित""",
    Scene.STILL: "still-life stillleben nature-morte bodegón 静物",
}


class Hour(StrEnum):
    """The time of day, which sets the light."""

    DAWN = "dawn"
    DAY = "day"
    GOLDEN = "golden"
    DUSK = "dusk"
    NIGHT = "night"


HOURS: dict[Hour, str] = {
    Hour.DAWN: """dawn daybreak sunrise morning early* morgendämmerung morgen aube matin amanecer
        alba mattina рассвет утро 夜明け 朝 黎明 早晨 새벽 فجر भोर""",
    Hour.DAY: """day* daylight noon midday daytime bright* sunny sunlit* sunlight* sunshine
        afternoon* mittag tag* midi jour mediodía mezzogiorno giorno полдень день 昼 中午 白天 낮
        نهار""",
    Hour.GOLDEN: """golden sunset evening* sundown low-sun
        sonnenuntergang abend coucher soir atardecer tarde tramonto sera закат вечер 夕焼け 夕方
        日落 黄昏 노을 غروب""",
    Hour.DUSK: """dusk twilight gloaming nightfall blue-hour dämmerung crépuscule
        crepúsculo crepuscolo сумерки 薄暮 땅거미""",
    Hour.NIGHT: """night midnight moonlit moonlight moonlit nocturnal starry starlit starlight
        darkness* moon* stars* nacht nuit noche notte ночь 夜 밤 ليل रात""",
}


class Weather(StrEnum):
    """What is in the air."""

    CLEAR = "clear"
    CLOUDS = "clouds"
    FOG = "fog"
    RAIN = "rain"
    SNOWFALL = "snowfall"
    STORM = "storm"


WEATHERS: dict[Weather, str] = {
    Weather.CLEAR: """clear cloudless crisp* sunny klar clair claro sereno ясно""",
    Weather.CLOUDS: """cloud cloudy overcast grey* gray* clouded leaden wolkig nuageux nublado
        nuvoloso облачно 曇り""",
    Weather.FOG: """fog foggy mist misty haze hazy smoke* smoky* steam* vapour* hush* brume nebel
        dunst niebla nebbia туман 霧 雾 안개 ضباب कोहरा""",
    Weather.RAIN: """rain rainy drizzle rainfall downpour wet* regen pluie lluvia pioggia дождь 雨
        비 مطر बारिश""",
    Weather.SNOWFALL: """snowfall snowing snowstorm blizzard snowflake schneefall nevada* nevicata
        снегопад""",
    Weather.STORM: """storm stormy thunder thunderstorm lightning tempest hurricane gale typhoon
        cyclone sturm gewitter tempête orage tormenta tempesta буря гроза 嵐 暴风 폭풍 عاصفة
        तूफान""",
}

SEASONS: dict[str, str] = {
    "spring": "spring april may* blossom* frühling printemps primavera весна 春 봄",
    "summer": "summer july august june lush* sommer été verano estate лето 夏 여름",
    "autumn": "autumn october november* harvest* herbst automne otoño autunno осень 秋 가을",
    "winter": "winter wintry january february december snow ice frost frozen hiver invierno "
    "inverno зима 冬 겨울",
}

# Moods lean the palette: each name is one of the leanings that `palette` knows.
MOODS: dict[str, str] = {
    "warm": """warm hopeful hope joyful joy cosy cozy tender gentle romantic nostalgic nostalgia
        sepia sunny amber golden honey""",
    "cold": "cold cool icy bleak austere lonely lonesome steel clinical sterile detached",
    "dark": """dark grim sombre somber ominous noir gloomy sinister menacing shadowy moody brooding
        tragic tragedy""",
    "bright": "bright airy cheerful playful vivid radiant luminous fresh uplifting lively",
    "vivid": "vivid colourful colorful saturated vibrant bold rich lush intense",
    "muted": """muted desaturated faded restrained understated subdued
        archival vintage melancholic melancholy wistful monochrome""",
    "mystic": "mysterious mystery mystic magical dreamlike dream surreal ethereal eerie haunting",
}

FRAMINGS: dict[str, str] = {
    "low": "low low-angle below* towering* upward*",
    "above": "above aerial overhead bird's-eye drone* high-angle",
    "close": "close close-up closeup near* detail macro intimate",
    "distant": "distant far* faraway remote",
    "wide": "wide wide-angle panorama panoramic vast* broad* sweeping establishing",
    "eye": "eye-level eyelevel",
}

# Who a person is: what the wardrobe of `cast` knows.
ROLES: dict[str, str] = {
    "anyone": """person human someone figure hero mann homme hombre uomo man he gentleman guest
        traveller traveler wanderer writer artist painter poet composer author musician leader
        president father brother husband judge teacher historian
        pilot aviator rower gunner человек мужчина 人 男 사람 رجل""",
    "keeper": "keeper lightkeeper watchman guard guardian night-watchman hermit wärter gardien",
    "sailor": """sailor captain mariner seaman fisherman navigator admiral pirate seafarer crew
        matrose kapitän marin capitaine marinero capitán marinaio моряк капитан""",
    "engineer": """engineer architect builder mason inventor designer craftsman mechanic smith
        blacksmith carpenter clockmaker ingenieur ingénieur ingeniero ingegnere инженер""",
    "scientist": """scientist physicist researcher professor chemist doctor physician scholar
        biologist botanist mathematician philosopher wissenschaftler savant científico scienziato
        учёный ученый 科学者 科学家""",
    "astronomer": "astronomer stargazer astronom astronome astrónomo galileo copernicus kepler",
    "ruler": """king emperor sultan prince duke pharaoh tsar monarch caesar könig roi rey re король
        царь 王""",
    "queen": "queen empress princess duchess königin reine reina regina королева 女王",
    "farmer": """farmer herder herdsman goatherd shepherd peasant grower planter gardener bauer
        berger granjero campesino contadino крестьянин""",
    "monk": "monk priest sufi pilgrim abbot saint friar nun wizard mönch moine monje monaco монах",
    "soldier": """soldier officer general commander warrior guardsman rifleman soldat soldado
        soldato солдат 兵士""",
    "knight": "knight crusader legionary gladiator samurai ritter chevalier caballero cavaliere",
    "merchant": "merchant trader dealer banker businessman smuggler broker händler marchand",
    "woman": """woman mother wife daughter lady she actress sister frau femme mujer donna женщина
        女 여자 امرأة""",
    "nurse": "nurse maid housewife cook waitress krankenschwester infirmière",
    "child": "child children boy girl kid son pupil student schoolboy kind enfant niño bambino",
    "explorer": "explorer adventurer mountaineer climber hiker archaeologist expedition scout",
    "worker": "worker labourer laborer miner stoker docker driver arbeiter ouvrier obrero operaio",
    "astronaut": "astronaut diver cosmonaut spaceman moonwalker astronaute astronauta космонавт",
}

# What may stand in a picture; the names are those of the drawings in `cast`.
THINGS: dict[str, str] = {
    "lighthouse": "lighthouse leuchtturm phare faro маяк 灯台 灯塔",
    "ship": "ship sailing vessel fleet frigate galleon schooner schiff segelschiff navire barco "
    "nave корабль 船",
    "steamer": "steamer steamship liner freighter tanker cargo warship battleship",
    "boat": "boat rowboat rowing fishing canoe dinghy ferry boot bateau bote barca лодка",
    "train": "train locomotive zug tren treno поезд 汽车*",
    "car": "car automobile truck taxi vehicle auto voiture coche автомобиль",
    "bicycle": "bicycle bike fahrrad vélo bicicleta bicicletta велосипед",
    "plane": "plane airplane aeroplane aircraft jet flugzeug avion avión aereo самолёт",
    "rocket": "rocket missile spaceship launch* rakete fusée cohete razzo ракета",
    "balloon": "balloon airship zeppelin ballon globo mongolfiera",
    "satellite": "satellite sputnik",
    "probe": "probe spacecraft voyager craft",
    "horse": "horse rider cavalry stallion mare* pony pferd cheval caballo cavallo лошадь 馬 马",
    "cow": "cow cattle ox bull herd kuh vache vaca mucca корова 牛",
    "sheep": "sheep lamb goat flock schaf mouton oveja pecora овца 羊",
    "dog": "dog wolf* hound fox hund chien perro cane собака 犬 狗",
    "cat": "cat lion* tiger* leopard* kitten katze chat gato gatto кошка 猫",
    "deer": "deer stag elk reindeer antelope hirsch cerf ciervo cervo олень 鹿",
    "camel": "camel caravan dromedary kamel chameau camello cammello верблюд",
    "elephant": "elephant mammoth elefant éléphant elefante слон 象",
    "bird": "bird gull seagull eagle hawk pigeon crow raven owl swallow goose swan puffin "
    "robin sparrow albatross vulture parrot "
    "vogel oiseau pájaro uccello птица 鳥 鸟",
    "fish": "fish trout salmon shoal tuna cod carp pike eel herring "
    "fisch poisson pez pesce рыба 魚 鱼",
    "whale": "whale dolphin orca wal baleine ballena balena кит 鯨",
    "person": " ".join(ROLES.values()),
    "crowd": """crowd people army troops audience citizen protest march workers pilgrims families
        team customers visitors men women soldiers monks menge foule multitud folla толпа""",
    "tree": "tree oak pine* birch willow baum arbre árbol albero дерево 木 树",
    "house": "house cottage cabin hut home haus maison casa дом 家",
    "barn": "barn stable",
    "church": "church chapel cathedral steeple abbey kirche église iglesia chiesa церковь",
    "castle": "castle fortress citadel schloss burg château castillo castello замок",
    "tower": "tower skyscraper minaret belfry turm tour torre башня 塔",
    "temple": "temple columns acropolis pantheon",
    "pagoda": "pagoda shrine",
    "pyramid": "pyramid",
    "windmill": "windmill mill windmühle moulin molino mulino мельница",
    "factory": "factory chimney smokestack works mill refinery",
    "antenna": "antenna radio transmitter mast signal telegraph broadcast",
    "crane": "crane shipyard dock derrick",
    "telescope": "telescope observatory spyglass",
    "microscope": "microscope",
    "flask": "flask beaker chemical chemistry vial potion alchemist alchemy vaccine",
    "machine": """machine engine device apparatus mechanism computer generator pump motor gear
        instrument dial press*""",
    "lens": "lens optic crystal",
    "clock": "clock watch pendulum hourglass uhr horloge reloj orologio часы",
    "book": "book manuscript bible diary novel buch livre libro книга 本 书",
    "scroll": "scroll map letter document treaty charter parchment",
    "lantern": "lantern lamp lampe laterne lanterne linterna lanterna фонарь",
    "candle": "candle kerze bougie vela candela свеча",
    "globe": "globe world earth",
    "key": "key lock schlüssel clé llave chiave ключ",
    "sword": "sword blade dagger",
    "cannon": "cannon artillery gun",
    "anchor": "anchor anker ancre ancla ancora",
    "flower": "flower rose tulip sunflower blossom blume fleur flor fiore цветок 花",
    "plant": "plant fern seedling crop leaf sprout herb",
    "statue": "statue monument sculpture bust idol",
    "tent": "tent camp expedition zelt tente tienda tenda",
    "wheel": "wheel cart wagon carriage",
    "coin": "coin money gold* treasure tax trade bank",
    "violin": "violin music orchestra cello guitar",
    "wolf": "wolf wolves coyote jackal loup lobo lupo волк 狼",
    "bear": "bear bär ours oso orso медведь 熊",
    "lion": "lion lioness tiger leopard löwe león leone лев 狮",
    "butterfly": "butterfly moth schmetterling papillon mariposa farfalla бабочка 蝶",
    "bee": "bee honeybee bumblebee wasp biene abeille abeja пчела 蜂",
    "heron": "heron stork egret flamingo ibis reiher storch héron cigogne garza airone цапля 鷺 鹭",
    "penguin": "penguin pinguin pingouin manchot pingüino pinguino пингвин ペンギン 企鹅",
    "turtle": "turtle tortoise schildkröte tortue tortuga tartaruga черепаха 亀 龟",
    "octopus": "octopus squid krake pieuvre pulpo polpo осьминог 蛸 章鱼",
    "seal": "seal walrus robbe phoque foca тюлень 海豹",
    "rabbit": "rabbit hare bunny kaninchen hase lapin lièvre conejo liebre coniglio кролик 兎 兔",
    "frog": "frog toad frosch kröte grenouille rana лягушка 蛙",
    "pine": "pine fir spruce conifer kiefer tanne pino сосна 松",
    "palm": "palm coconut palme palmier palmera",
    "wheat": "wheat sheaf barley rye weizen blé trigo grano пшеница 麦",
    "mushroom": "mushroom toadstool fungus pilz champignon seta fungo гриб 蘑菇",
    "gear": "gearwheel cogwheel cog zahnrad engrenage engranaje",
    "steam-engine": "dampfmaschine",
    "press": "press printing-press druckerpresse imprenta",
    "anvil": "anvil amboss enclume yunque",
    "barrel": "barrel cask keg fass tonneau barril barile бочка",
    "cup": "cup mug teacup coffeecup espresso tasse taza tazza чашка 杯",
    "bowl": "bowl schale schüssel bol cuenco ciotola миска 碗",
    "compass": "compass kompass boussole brújula bussola компас",
    "prism": "prism prisma",
    "planet": "planet saturn jupiter neptune uranus mars venus planète planeta планета 行星",
    "atom": "atom molecule electron nucleus atome átomo атом 原子",
    "crown": "crown throne",
    **SMALL_THINGS,
}
