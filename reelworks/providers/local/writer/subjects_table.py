"""The subjects that a film can show, one a line. Data only.

name | words that name it | how it looks | what it does; and otherwise does | where it may be shown
(O on land, C at the shore, W on the water, K in the air, I indoors, S in space, U underwater,
A anywhere abstract) | how it is glimpsed behind another

A word with a star names it only when nothing else is named.
"""

TABLE = """
keeper | keeper keepers lightkeeper watchman hermit guard* guardian | an old keeper, a man in a dark coat with a lantern | the keeper raises the lantern; the keeper looks out and waits | OCI |
engineer | engineer engineers architect architects builder builders mason masons inventor inventors fresnel craftsman craftsmen designer | an engineer, a man in a long coat with rolled plans | the engineer studies the plans; the engineer turns his head | OCI |
scientist | scientist scientists physicist physicists astronomer astronomers researcher researchers professor chemist doctor doctors scholar scholars philosopher biologist botanist mathematician einstein newton galileo darwin curie | a scientist, a man in a plain coat | the scientist leans forward; the scientist looks closer | OCIS |
ruler | king kings queen queens emperor emperors sultan pope prince princes duke pharaoh tsar governor | a king, a man in a long royal robe with a crown | the king lifts his head; the king turns slowly | OCI |
farmer | farmer farmers herder herders goatherd shepherd peasant peasants grower growers planter planters beekeeper beekeepers | a farmer, a man in simple clothes with a staff | the farmer walks a few steps; the farmer looks over the land | OCI |
monk | monk monks priest priests sufi sufis pilgrim pilgrims abbot saint | a monk, a man in a long hooded robe | the monk bows his head; the monk walks slowly | OCI |
soldier | soldier soldiers knight knights officer officers army armies troops commander | a soldier, a man standing in uniform | the soldier stands and watches; the soldier turns | OCI |
merchant | merchant merchants trader traders dealer dealers banker smuggler smugglers | a merchant, a man in a rich coat with a bag | the merchant weighs the bag in his hand | OCI |
sailor | sailor sailors captain captains mariner mariners fisherman fishermen crew navigator explorer explorers | a sailor, a man in a heavy sea coat | the sailor looks to the horizon; the sailor shields his eyes | OCI |
woman | woman women mother wife daughter girl lady actress nurse housewife queen* she* her* | a woman in a long plain dress | the woman turns to the light; the woman looks closely | OCI |
child | child children boy boys kid kids pupil pupils | a child with a bright scarf | the child looks round in wonder | OCI |
crowd | people crowd crowds citizens workers customers guests drinkers inhabitants visitors audience families men team tourists strangers artists | a crowd of people | the crowd stirs and murmurs; people turn their heads | OCI |
man | man writer artist painter composer poet author musician leader president worker gentleman father brother he* his* | a man in a plain dark coat | the man turns to the light; the man takes a slow breath | OCI |
probe | voyager probe probes spacecraft satellite satellites | a space probe with a large dish | the spacecraft turns in the light; the spacecraft glides on | S | a distant probe
rocket | rocket rockets launched* shuttle missile | a tall rocket | the rocket climbs on its flame; vapour streams from the rocket | OCKS | a distant rocket
antenna | antenna antennas radio signal signals telegraph | a tall radio antenna | a small light blinks on the antenna | OCS | an antenna
telescope | telescope telescopes observatory | a telescope on a stand | the telescope turns to the stars | OCIS | a telescope
ship | ship ships vessel vessels fleet galleon frigate sail* sailed* voyage* | a sailing ship with tall sails | the ship sails on; the ship rides the swell | CW | a distant ship
steamer | steamer steamship liner freighter warship tanker | a steamship with smoking funnels | the steamer ploughs on | CW | a distant steamship
boat | boat boats ferry canoe fishing lifeboat | a small wooden boat | the boat rocks on the water | CWU | a small boat
lighthouse | lighthouse lighthouses beacon tower* towers* pharos | a tall stone lighthouse with its light lit | the lighthouse beam sweeps round; the light at the top glows | OC | a distant lighthouse
train | train trains locomotive locomotives | a steam train | the train rolls on; steam streams from the train | OC | a distant train
car | car* cars automobile automobiles taxi bus truck | an old car | the car rolls on | OC | an old car
aeroplane | airplane aeroplane aircraft glider jet pilot* | an aeroplane in flight | the aeroplane glides on | OCWK | a distant plane
balloon | balloon balloons airship zeppelin | a hot-air balloon | the balloon floats on | OCWK | a balloon
microscope | microscope microscopes | a microscope of brass | light glints on the microscope | IA | a microscope
flask | flask vaccine chemistry chemical chemicals potion poison | a glass flask | the liquid in the flask stirs | IA | a flask
lens | lens lenses prism prisms | a great glass lens in a brass frame | light runs through the lens; rings of light turn in the lens | OCIA | a lens
lantern | lantern lanterns lamp lamps light-bulb bulb bulbs wick flame* fire* | a glowing lantern | the lantern glows and flickers; light spreads from the lantern | OCIA | a lit lantern
candle | candle candles | a burning candle | the candle flame trembles | IA | a candle
machine | machine machines engine engines mechanism device devices computer computers press printer roaster grinder mill* recorder | a machine of brass and steel | the machine's wheels turn; the machine hums and trembles | OCIA | a machine
clock | clock clocks watches* hours* chronometer pendulum | a tall clock with a pendulum | the pendulum swings | OCIA | a clock
book | book books manuscript manuscripts treatise poem novel notebooks bible | an open old book | the pages of the book stir | OCIA | an open book
scroll | scroll letter letters map maps document documents treaty charter newspaper newspapers petition | an old scroll | the edges of the scroll stir | OCIA | a scroll
globe | globe world* | a globe on a stand | the globe turns | IA | a globe
disc | record disc gold* coin coins penny money treasure | a large gold coin | light runs over the gold | OCIAS | a gold coin
bird | bird birds gull gulls eagle pigeon crow owl hawk swallow goose geese | a bird with spread wings | the bird glides past | OCWK | birds
diver | diver divers diving | a diver, a person in a heavy suit | the diver turns slowly | U |
fish | fish fishes salmon tuna cod shark sharks herring | a large fish | the fish swims by | U | fish
whale | whale whales dolphin dolphins | a whale | the whale glides by | UW |
horse | horse horses pony mule donkey cavalry | a horse in profile | the horse tosses its head | OC | a distant horse
wheel | carriage carriages cart wagon wagons chariot wheel | a wooden cart | the wheels of the cart turn | OC | a cart
cow | cow cows cattle ox oxen | a cow | the cow lifts its head | OC | cows
sheep | sheep goat goats lamb flock | a goat and sheep flock | the flock moves together | OC | sheep
camel | camel camels caravan caravans | a camel | the camel turns its head | OC | a distant camel
elephant | elephant elephants mammoth | an elephant | the elephant sways | OC | an elephant
deer | deer stag elk reindeer antelope | a deer | the deer looks round | OC | a deer
dog | dog dogs wolf wolves fox | a dog standing alert | the dog lifts its head | OCI |
cat | cat cats lion lions tiger tigers | a cat sitting upright | the cat blinks | OCI |
tree | tree trees oak pine | a leafy tree | the leaves of the tree stir | OC | a tree
plant | plant plants shrub seedling seedlings coffee* bean* beans* cherries* berries* tea* crop crops leaf | a green plant with leaves | the leaves of the plant stir | OCI | a green plant
flower | flower flowers tulip tulips blossom blossoms | a flower in bloom | the flower sways | OCI | flowers
windmill | windmill windmills | a windmill | the sails of the windmill turn | OC | a windmill
castle | castle fortress | a castle on a rock | banners stir above the castle | OC | a distant castle
statue | statue statues monument monuments sculpture | a statue of stone | light moves over the statue | OCIU | a statue
sword | sword swords blade | a long sword | light runs along the blade | OCI | a sword
cannon | cannon cannons artillery guns | a cannon | smoke curls from the cannon | OC | a cannon
anchor | anchor anchors | an iron anchor | the anchor sways | OCU | an anchor
violin | violin music orchestra musician concert | a violin | the strings of the violin tremble | IA | a violin
crown | crown throne | a golden crown | light glints on the crown | IA | a crown
"""
