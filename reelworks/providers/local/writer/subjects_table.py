"""The subjects that a film can show. Data only.

A block a subject: its name and where it may be shown (O on land, C at the shore, W on the water, K
in the air, I indoors, S in space, U underwater, A anywhere abstract), the words that name it (one
with a star only where nothing else is named), how it looks, what it does, and how it is glimpsed
behind another.
"""

TABLE = """
keeper (OCI)
words: keeper keepers lightkeeper watchman hermit guard* guardian
looks: an old keeper, a man in a dark coat with a lantern
actions: the keeper raises the lantern; the keeper looks out and waits
engineer (OCI)
words: engineer engineers architect architects builder builders mason masons inventor inventors
    fresnel craftsman craftsmen designer
looks: an engineer, a man in a long coat with rolled plans
actions: the engineer studies the plans; the engineer turns his head
scientist (OCI)
words: scientist scientists physicist physicists astronomer astronomers researcher researchers
    professor chemist doctor doctors scholar scholars philosopher biologist botanist mathematician
    einstein newton galileo darwin curie
looks: a scientist, a man in a plain coat
actions: the scientist leans forward; the scientist bends over the work
ruler (OCI)
words: king kings emperor emperors sultan pope prince princes duke pharaoh tsar governor
looks: a king, a man in a long royal robe with a crown
actions: the king lifts his head; the king turns slowly
queen (OCI)
words: queen queens empress princess
looks: a queen in a long royal dress
actions: the queen lifts her head; the queen turns slowly
farmer (OCI)
words: farmer farmers herder herders goatherd shepherd peasant peasants grower growers planter
    planters beekeeper beekeepers
looks: a farmer, a man in simple clothes with a staff
actions: the farmer walks a few steps; the farmer looks over the land
monk (OCI)
words: monk monks priest priests sufi sufis pilgrim pilgrims abbot saint
looks: a monk, a man in a long hooded robe
actions: the monk bows his head; the monk walks slowly
soldier (OCI)
words: soldier soldiers officer officers army armies troops commander
looks: a soldier, a man standing in uniform
actions: the soldier stands and watches; the soldier turns
knight (OCI)
words: knight knights crusader gladiator samurai
looks: a knight in armour
actions: the knight stands and watches
merchant (OCI)
words: merchant merchants trader traders dealer dealers banker smuggler smugglers
looks: a merchant, a man in a rich coat with a bag
actions: the merchant weighs the bag in his hand
sailor (OCI)
words: sailor sailors captain captains mariner mariners fisherman fishermen crew navigator
looks: a sailor, a man in a heavy sea coat
actions: the sailor looks to the horizon; the sailor shields his eyes
explorer (OCI)
words: explorer explorers archaeologist archaeologists mountaineer climber climbers expedition
    expeditions
looks: an explorer with a pack
actions: the explorer looks ahead; the explorer takes a few steps
worker (OCI)
words: worker workers miner miners labourer labourers stoker
looks: a worker in rough clothes
actions: the worker lifts a tool; the worker wipes his brow
astronaut (OCS)
words: astronaut astronauts cosmonaut
looks: an astronaut in a white suit
actions: the astronaut turns slowly
woman (OCI)
words: woman women mother wife daughter girl lady actress nurse housewife she* her*
looks: a woman in a long plain dress
actions: the woman turns to the light; the woman looks closely
child (OCI)
words: child children boy boys kid kids pupil pupils
looks: a child with a bright scarf
actions: the child looks round in wonder
crowd (OCI)
words: people crowd crowds citizens customers guests drinkers inhabitants visitors audience families
    men team tourists strangers artists
looks: a crowd of people
actions: the crowd stirs and murmurs; people turn their heads
man (OCI)
words: man writer artist painter composer poet author musician leader president gentleman father
    brother he* his*
looks: a man in a plain dark coat
actions: the man turns to the light; the man takes a slow breath
satellite (S)
words: satellite satellites station* sputnik
looks: a satellite with solar panels
actions: the satellite turns in the light
glimpse: a distant satellite
probe (S)
words: voyager probe probes spacecraft
looks: a space probe with a large dish
actions: the spacecraft turns in the light; the spacecraft sails on
glimpse: a distant probe
rocket (OCKS)
words: rocket rockets launched* shuttle missile
looks: a tall rocket
actions: the rocket climbs on its flame; vapour streams from the rocket
glimpse: a distant rocket
antenna (OC)
words: antenna antennas radio signal signals telegraph
looks: a tall radio antenna
actions: a small light blinks on the antenna
glimpse: an antenna
telescope (OCI)
words: telescope telescopes observatory
looks: a telescope on a stand
actions: the telescope turns to the stars
glimpse: a telescope
ship (CW)
words: ship ships vessel vessels fleet galleon frigate sail* sailed* voyage*
looks: a sailing ship with tall sails
actions: the ship sails on; the ship rides the swell
glimpse: a distant ship
steamer (CW)
words: steamer steamship liner freighter warship tanker
looks: a steamship with smoking funnels
actions: the steamer ploughs on
glimpse: a distant steamship
boat (CW)
words: boat boats ferry canoe lifeboat
looks: a small wooden boat
actions: the boat rocks on the water
glimpse: a small boat
lighthouse (OC)
words: lighthouse lighthouses beacon tower* towers* lights* pharos
looks: a tall stone lighthouse with its light lit
actions: the lighthouse beam sweeps round; the light at the top glows
glimpse: a distant lighthouse
train (OC)
words: train trains locomotive locomotives
looks: a steam train
actions: the train rolls on; steam streams from the train
glimpse: a distant train
car (OC)
words: car* cars automobile automobiles taxi bus truck
looks: an old car
actions: the car rolls on
glimpse: an old car
bicycle (OC)
words: bicycle bicycles bike bikes cyclist cyclists cycling tricycle* boneshaker velocipede
looks: a bicycle
actions: the wheels of the bicycle turn
glimpse: a bicycle
aeroplane (OCWK)
words: airplane aeroplane aircraft glider pilot*
looks: an aeroplane in flight
actions: the aeroplane sails on
glimpse: a distant plane
balloon (OCWK)
words: balloon balloons airship zeppelin
looks: a hot-air balloon
actions: the balloon sways
glimpse: a balloon
microscope (IA)
words: microscope microscopes
looks: a microscope of brass
actions: light glints on the microscope
glimpse: a microscope
flask (IA)
words: flask vaccine chemistry chemical chemicals potion poison
looks: a glass flask
actions: the liquid in the flask stirs
glimpse: a flask
lens (OCIA)
words: lens lenses prism prisms
looks: a great glass lens in a brass frame
actions: light runs through the lens; rings of light turn in the lens
glimpse: a lens
lantern (OCIA)
words: lantern lanterns lamp lamps light-bulb bulb bulbs wick flame* fire*
looks: a glowing lantern
actions: the lantern glows and flickers; light spreads from the lantern
glimpse: a lit lantern
candle (IA)
words: candle candles
looks: a burning candle
actions: the candle flame trembles
glimpse: a candle
machine (OCIA)
words: machine machines engine engines mechanism device devices computer computers press printer
    roaster grinder mill* recorder
looks: a machine of brass and steel
actions: the machine's wheels turn; the machine hums and trembles
glimpse: a machine
clock (OCIA)
words: clock clocks watches* hours* chronometer pendulum
looks: a tall clock with a pendulum
actions: the pendulum swings
glimpse: a clock
book (OCIA)
words: book books manuscript manuscripts treatise poem novel notebooks bible
looks: an open old book
actions: the pages of the book stir
glimpse: an open book
scroll (OCIA)
words: scroll letter letters map maps document documents treaty charter newspaper newspapers
    petition
looks: an old scroll
actions: the edges of the scroll stir
glimpse: a scroll
globe (IA)
words: globe world*
looks: a globe on a stand
actions: the globe turns
glimpse: a globe
disc (OCIA)
words: record disc gold* coin coins penny money treasure
looks: a large gold coin
actions: light runs over the gold
glimpse: a gold coin
bird (OCWK)
words: bird birds gull gulls eagle eagles pigeon pigeons crow crows owl owls hawk hawks falcon
    swallow* swallows goose geese swan swans puffin puffins raven ravens robin sparrow sparrows
    albatross vulture vultures parrot parrots
looks: a bird with spread wings
actions: the bird sails past
glimpse: birds
diver (U)
words: diver divers diving
looks: a diver in a heavy suit
actions: the diver turns slowly
fish (U)
words: fish fishes salmon trout tuna cod herring shark sharks carp pike eel eels perch minnow
    minnows mackerel
looks: a large fish
actions: the fish swims by
glimpse: fish
whale (U)
words: whale whales dolphin dolphins
looks: a whale
actions: the whale swims by
turtle (UC)
words: turtle turtles tortoise tortoises
looks: a sea turtle
actions: the turtle rows along with its flippers
octopus (U)
words: octopus octopuses squid
looks: an octopus
actions: the octopus curls its arms
seal (C)
words: seal* walrus walruses
looks: a seal
actions: the seal lifts its head
heron (OC)
words: heron herons stork storks egret egrets flamingo flamingos ibis
looks: a heron on long legs
actions: the heron stands and watches the water
glimpse: a heron
penguin (OC)
words: penguin penguins
looks: a penguin
actions: the penguin turns its head
glimpse: penguins
frog (OC)
words: frog frogs toad toads
looks: a frog
actions: the frog blinks
rabbit (OC)
words: rabbit rabbits hare hares
looks: a rabbit
actions: the rabbit pricks up its ears
glimpse: a rabbit
horse (OC)
words: horse horses pony mule donkey cavalry
looks: a horse in profile
actions: the horse tosses its head
glimpse: a distant horse
wheel (OC)
words: carriage carriages cart wagon wagons chariot wheel
looks: a wooden cart
actions: the wheels of the cart turn
glimpse: a cart
cow (OC)
words: cow cows cattle ox oxen
looks: a cow
actions: the cow lifts its head
glimpse: cows
sheep (OC)
words: sheep goat goats lamb flock
looks: a goat and sheep flock
actions: the flock moves together
glimpse: sheep
camel (OC)
words: camel camels caravan caravans
looks: a camel
actions: the camel turns its head
glimpse: a distant camel
elephant (OC)
words: elephant elephants mammoth
looks: an elephant
actions: the elephant sways
glimpse: an elephant
deer (OC)
words: deer stag elk reindeer antelope
looks: a deer
actions: the deer looks round
glimpse: a deer
bear (OC)
words: bear bears
looks: a brown bear
actions: the bear lifts its head; the bear takes a few steps
wolf (OC)
words: wolf wolves
looks: a grey wolf
actions: the wolf lifts its head
lion (O)
words: lion lions tiger tigers leopard
looks: a lion
actions: the lion turns its head
bee (OK)
words: bee bees honeybee honeybees
looks: a bee in flight
actions: the bee sails past
butterfly (OK)
words: butterfly butterflies moth moths
looks: a butterfly in flight
actions: the butterfly flutters past
dog (OCI)
words: dog dogs fox
looks: a dog standing alert
actions: the dog lifts its head
cat (OCI)
words: cat cats
looks: a cat sitting upright
actions: the cat blinks
tree (OC)
words: tree trees oak pine
looks: a leafy tree
actions: the leaves of the tree stir
glimpse: a tree
plant (OC)
words: plant plants shrub seedling seedlings coffee* bean* beans* cherries* berries* tea* crop crops
    leaf
looks: a young tree with green leaves
actions: the leaves of the young tree stir
glimpse: a young tree
flower (OCI)
words: flower flowers tulip tulips blossom blossoms
looks: a flower in bloom
actions: the flower sways
glimpse: flowers
pyramid (O)
words: pyramid pyramids
looks: a pyramid of stone
actions: sand blows past the pyramid
glimpse: a pyramid
church (OC)
words: church churches cathedral cathedrals chapel*
looks: a church with a tall steeple
actions: light moves over the church walls
glimpse: a church
windmill (OC)
words: windmill windmills
looks: a windmill
actions: the sails of the windmill turn
glimpse: a windmill
castle (OC)
words: castle fortress
looks: a castle on a rock
actions: banners stir above the castle
glimpse: a distant castle
statue (OCIU)
words: statue statues monument monuments sculpture
looks: a statue of stone
actions: light moves over the statue
glimpse: a statue
sword (OCI)
words: sword swords blade
looks: a long sword
actions: light runs along the blade
glimpse: a sword
cannon (OC)
words: cannon cannons artillery guns
looks: a cannon
actions: smoke curls from the cannon
glimpse: a cannon
anchor (OCU)
words: anchor anchors
looks: an iron anchor
actions: the anchor sways
glimpse: an anchor
violin (IA)
words: violin music orchestra musician concert
looks: a violin
actions: the strings of the violin tremble
glimpse: a violin
crown (IA)
words: crown throne
looks: a golden crown
actions: light glints on the crown
glimpse: a crown
"""
