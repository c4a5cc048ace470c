"""Words of other languages that call for a place, a block a place. Data only.

Words of four letters and more also stand for longer ones that begin with them (`Leuchttürme`).
"""

TABLE = """
coast: leuchtturm leuchttürm küste strand insel klippe phare côte plage falaise rocher faro
    costa playa isla spiaggia isola scogli farol praia ilha vuurtoren kust eiland маяк берег
    остров скал 灯台 海岸 灯塔 岛 島 등대 해안 섬 منارة المنارة ساحل جزيرة φάρος प्रकाशस्तंभ
    द्वीप
sea: meer ozean schiff segel seemann seefahrer nordsee ostsee océan navire bateau marins mers
    océano barco marinero mares oceano nave navi marinai navio zee schip море океан корабл моряк
    海 船 바다 배 بحر البحر سفينة سفن θάλασσα समुद्र जहाज
harbour: hafen händler puerto comercio porto havre commerce haven порт торгов 港 항구 ميناء
underwater: unterwasser tiefsee sous-marin submarino подводн 海底 水中 해저
mountains: gebirge berge gipfel alpen vulkan montagne volcan montaña montagna montanha bergen
    гора горы вулкан 山 火山 산 جبل جبال βουνό पहाड़ पर्वत
forest: wälder bäume urwald forêt arbre bosque árbol foresta albero floresta árvore bossen
    деревь лесу леса 森 森林 林 숲 غابة δάσος जंगल वन
desert: wüste kamel désert chameau desierto camello deserto пустын 沙漠 砂漠 사막 صحراء
    रेगिस्तान
river: fluss flüsse strom rivière fleuve fiume rivier река реки 川 河 江 강 نهر ποτάμι नदी
lake: lago étang озер 湖 호수 بحيرة λίμνη झील
fields: felder bauer bauern ernte acker champs ferme récolte paysan campo granja cosecha
    campesino fazenda akker boer ферм урожай поле поля 農 畑 田 농 حقل مزرعة खेत किसान
city: stadt städte straße hauptstadt ville rues ciudad calle capitale città strada cidade stad
    straat город улиц столиц 城市 都市 街 京 도시 مدينة شارع πόλη शहर
village: dorf dörfer village pueblo aldea villaggio aldeia dorp деревн село 村 마을 قرية गाँव
room: zimmer haus häuser küche maison chambre cuisine casa cocina habitación stanza cucina huis
    kamer комнат кухн 部屋 室 家 房 방 집 غرفة بيت घर कमरा
workshop: werkstatt handwerk linse atelier artisan lentille taller lente bottega мастерск 工房
    作坊
library: buch bücher bibliothek schrift livre bibliothèque libro biblioteca livro boek книг
    библиотек 本 書 书 図書 图书 책 كتاب مكتبة βιβλίο किताब पुस्तक
laboratory: labor forscher wissenschaft physik chemie laboratoire scientifique chercheur
    physique laboratorio científico scienziato учёны ученый наук лаборатор 科学 実験 实验 과학
    علم علماء विज्ञान
factory: fabrik maschine industrie dampf usine industriel vapeur fábrica máquina fabbrica
    macchina завод фабрик машин 工場 工厂 機械 机器 공장 مصنع कारखाना
space: weltraum planet sterne stern mond rakete raumsonde sonne erde espace étoile planète lune
    fusée espacio estrella luna cohete spazio stella pianeta ruimte космос планет звезд луна
    ракет 宇宙 太空 星 惑星 行星 月球 ロケット 우주 별 فضاء كوكب نجوم διάστημα अंतरिक्ष ग्रह
snow: schnee eis eisberg gletscher moräne arktis antarktis neige glacier hielo nieve neve
    ghiaccio снег арктик 雪 氷 冰 눈 얼음
sky: himmel wolken sturm gewitter nuage tempête nube tormenta tempesta небо облак бур 空 雲 天空
    하늘 سماء आकाश
castle: burg schloss könig kaiser festung château royaume empereur castillo reina castello
    regina kasteel koning замок корол импер 城 王 皇帝 长城 성 왕 قلعة ملك राजा किला
temple: tempel kirche kloster pyramide dom temple église templo iglesia pirámide tempio chiesa
    храм церк пирамид 寺 神社 庙 金字塔 사원 معبد مسجد هرم मंदिर
ruins: ruine ausgrabung ruines ruinas rovine руин развал 遺跡 废墟 遗址 آثار
battlefield: krieg schlacht soldat armee guerre bataille armée guerra batalla soldado battaglia
    oorlog война войн битв солдат 戦争 战争 軍 军 전쟁 حرب جيش युद्ध
bridge: brücke puente ponte мост 橋 桥 다리 جسر पुल
railway: eisenbahn lokomotive bahnhof chemin-de-fer ferrocarril ferrovia железн поезд 鉄道 铁路
    列車 기차 قطار
road: route camino carretera reise дорог 道 路 길 طريق सड़क
network: daten netzwerk algorithmus données réseau datos algoritmo данн сеть 数据 網路
    ネットワーク
abstract: mathematik mathématiques matemática математик 数学 幾何 수학 رياضيات गणित
"""
