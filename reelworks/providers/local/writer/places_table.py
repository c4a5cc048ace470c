"""The places where a shot can play. Data only.

A block a place: its name and what a subject there would stand on, the words that call for it (one
with a star only hints), what is seen, what moves and what is heard there.
"""

TABLE = """
coast (shore)
words: coast coasts lighthouse lighthouses beacon beacons cape cliff cliffs shore shores reef rock
    rocks headland seaside beach island islands isle peninsula shoreline keeper* keepers* fresnel*
    tower* sandbank sandbanks
views: a rocky coast with waves breaking on the reef; a lighthouse on a rocky coast above the sea;
    sea cliffs and a narrow beach along the coast; a lonely rock island off the coast with surf
    around it; a headland of the coast with dark rocks and the sea below; a wide sandy beach at low
    tide on an empty coast; a bay of the coast with a village far across the water; the cliff edge
    of the coast high above the sea; a tall lighthouse on a rock of the coast with waves around it;
    a headland of the coast with a white lighthouse above the sea
actions: waves break over the rocks; surf runs along the shore; spray leaps from the reef
sounds: sea waves breaking on rocks, wind; surf on a beach, distant seagulls, wind

sea (water)
words: sea seas ocean oceans wave waves sail sails sailed sailor sailors ship ships vessel vessels
    voyage voyages navy atlantic pacific mediterranean shipwreck wreck wrecks wrecked captain
    captains boat boats maritime fleet crossing* current* tide tides horizon* steer* tsunami
    tsunamis drowned*
views: the open sea with long swells to the horizon; the wide ocean under a large sky; rolling sea
    waves with white crests; the open sea with a ship on the horizon; a heavy sea with deep troughs
    and high waves; the sea with a long reflection of the sky
actions: long swells roll past; the waves heave and sink; the water glitters
sounds: open sea waves, wind; sea swell, creaking ship wood, wind

harbour (shore)
words: harbour harbours harbor port ports dock docks quay wharf pier cargo cargoes trade* traded*
    traders* customs* shipped* import* export* merchants* bordeaux*
views: a harbour with boats at the quay; a harbour pier with tall ships moored along it; a busy
    harbour with cargo on the quay and ships behind; a small harbour below the houses of a port
actions: boats rock at the quay; the water moves between the hulls
sounds: harbour water lapping, creaking ropes, gulls; a harbour bell, water lapping, gulls

underwater (underwater)
words: underwater undersea seabed seafloor coral corals dive dives diver divers submarine
    submarines abyss whale whales fish fishes shark sharks octopus dolphin dolphins jellyfish
    deep-sea plankton trench*
views: an underwater coral reef with shafts of light from above; the deep underwater world with
    drifting plankton; the seabed underwater with rocks and coral; open water underwater, below the
    sea surface, with a shoal of fish
actions: shafts of light sway through the water; small bubbles climb
sounds: underwater bubbles, deep rumble; underwater, a far whale

riverbed (underwater)
words: riverbed streambed freshwater fry* spawn spawns spawned spawning tadpole tadpoles
views: clear fresh water underwater, over a bed of gravel; the stony bed of fresh water underwater,
    with weed in the current; open fresh water underwater, with light from above
actions: shafts of light sway through the water; small bubbles climb
sounds: underwater bubbles, flowing water; underwater, flowing river water

piles (underwater)
words: pilings
views: wooden piles in fresh water underwater, side by side in the mud; old wooden piles in fresh
    water underwater, with light from above
actions: shafts of light sway through the water; small bubbles climb
sounds: underwater bubbles, flowing water; underwater, flowing river water

mountains (outdoors)
words: mountain mountains peak peaks summit alps andes himalaya highland highlands ridge valley
    valleys hill hills plateau altitude ethiopia ethiopian slope slopes climber climbers
    mountaineer* terraces*
views: mountains standing in layers one behind another; a green mountain valley between steep
    slopes; a mountain ridge above a sea of mountains; highland hills below the mountains; a
    mountain summit with bare rock
actions: cloud shadows cross the slopes; mist flows through the valley
sounds: mountain wind, distant birds; wind over a ridge

volcano (outdoors)
words: volcano volcanoes volcanic lava eruption eruptions erupt erupts erupted crater craters
    magma vesuvius etna krakatoa* krakatau* stromboli pinatubo tambora ash* ashes*
views: a volcano with a glowing crater; a volcano above fields of dark lava; a lava stream below a
    volcano
actions: smoke climbs from the crater; lava glows and creeps on
sounds: lava rumble, wind; deep volcano rumble, fire

jungle (outdoors)
words: jungle jungles rainforest rainforests tropical* amazon monkey monkeys parrot parrots
views: a jungle with hanging vines; a dense jungle with giant leaves; a jungle clearing with palms
actions: leaves sway in the damp air; mist hangs between the palms
sounds: jungle insects, birds; rainforest birds, leaves

forest (outdoors)
words: forest forests wood* woods jungle tree trees rainforest leaf woodland plant* plants*
    botanical botanist botanists branch* shrub shrubs seedling seedlings mushroom mushrooms fungus
    wolf wolves bear bears
views: a forest with tall trees and light between the trunks; a forest clearing with ferns under old
    trees; a dense forest with moss on the trunks; the edge of a forest with old oaks
actions: leaves stir in the breeze; light flickers between the trunks
sounds: forest birds, leaves in the wind; quiet forest, leaves, birds

desert (outdoors)
words: desert deserts dune dunes sahara caravan caravans camel camels oasis arabia arabian arab*
    yemen yemeni mocha* bedouin pyramid* pyramids* mecca nomad nomads sand*
views: desert dunes with long soft shadows; a wide desert with far rocks; a desert valley with a
    line of dunes; a caravan route through the desert
actions: sand blows over the dunes; dust drives along the ground
sounds: desert wind; dry desert wind, a far bell

river (shore)
words: salmon trout heron herons gravel* upstream rapids current* river rivers stream streams
    estuary canal canals delta waterfall waterfalls nile thames danube rhine mississippi ferry*
    flood* floods* bank* banks* gironde
views: a wide river flowing through green land; a river bend with reeds along the banks; a river
    mouth with low land on both sides; a river with trees leaning over the water
actions: the river flows past; ripples run over the water
sounds: flowing river water, birds; river water, leaves in the wind

lake (shore)
words: lake lakes pond ponds lagoon reservoir marsh swamp wetlands
views: a lake with reflections of the hills; a lake shore with reeds; a mountain lake between dark
    trees
actions: reflections tremble on the lake; ripples spread over the lake
sounds: lake water lapping, distant birds

fields (outdoors)
words: field* fields countryside farm farms farmer farmers farming crop crops harvest harvests wheat
    grain meadow meadows plantation plantations pasture grower growers goat* goats* sheep cow cows
    cattle herd herder agriculture soil garden gardens orchard vineyard grew* grown* grow* growing*
    cultivate cultivated estates beans* cherries* berries* bees bee honey seeds* plough leaf*
    leaves* bud* buds* pickers* picked* planted* sow* sowed* sown* vineyards vines
views: fields and rows of crops reaching to the horizon; a farm with wide fields and a low barn; an
    orchard and fields on gentle slopes; a meadow with tall grass in front of soft hills; wheat
    fields with a line of trees far away
actions: the crops sway in the wind; grass bends in long lines
sounds: fields, crickets, birds; farm birds, wind in the grass

city (outdoors)
words: city cities street streets town* capital market markets bourse urban avenue london paris
    venice vienna amsterdam york rome istanbul constantinople cairo berlin tokyo shop* shops* bar*
    citizens crowd crowds newspaper* newspapers* european* europe* traffic skyline skyscraper
    skyscrapers
views: a city street with tall old facades and street lamps; the roofs of a city with towers far
    away; a city square with arcades and street lamps; a narrow street in an old city; a city
    skyline with many lights; a market street between old facades
actions: people pass along the street; lights come on one after another
sounds: city street, crowd murmur, footsteps; distant city traffic, voices

village (outdoors)
words: village villages hamlet settlement settlements cottage cottages farmhouse villagers
views: a village with a few cottages below a hill; a village with low cottages around a church; a
    quiet village at the end of a valley
actions: chimney smoke climbs above the roofs; the trees stir between the roofs
sounds: village birds, a distant bell

room (indoors)
words: room rooms house* houses* home* cafe cafes coffeehouse coffeehouses coffee-house cup* cups*
    drink* drinks* drank* drinking* tea* table* guests* salon tavern inn apartment
    apartments office offices parlour hall* bedroom court* parliament school schools hospital
    conversation* brew* brewed* brewing* wake* awake* bed* food* theatre museum
views: a room with a wooden table and tall windows; a room interior with shelves and a hanging lamp;
    a grand hall interior with high windows; a small room with a fireplace; a parlour interior with
    chairs around a table; a long room with a row of windows and empty benches
actions: dust hangs through the light; the lamp flame flickers; curtains stir at the window
sounds: room, a clock ticking; room, voices murmuring, footsteps

kitchen (indoors)
words: kitchen kitchens bake baked bakes baker bakery bread* oven* flour* cook cooks cooked cooking
    recipe recipes ingredient ingredients spoon spoons whisk dough* stove knead loaf* yeast* stir*
    pot* soup* boil boils boiled boiling kettle simmer simmers teapot steamed* fried grated
views: a kitchen with a long table and copper pans; a kitchen with a fire in the hearth; a kitchen
    with a window above the bread; an old kitchen with shelves of jars
actions: steam hangs in the window light; the fire flickers in the hearth
sounds: kitchen, fire crackling; room, a clock ticking, fire crackling

still life (table)
words: still-life
views: a still life of an open book and a candle on a wooden table in a room; a still life of a cup
    and a lantern on a wooden table in a library
actions: dust hangs through the light; the light shifts over the table
sounds: room, a clock ticking; room, an old clock ticking

workshop (indoors)
words: workshop workshops craftsman craftsmen craft tool tools carpenter smith forge glass lens
    lenses prism prisms mirror mirrors mercury wick wicks polish* polished* grind* invented*
    built* build* construction* mason masons
views: a workshop with tools on the wall and a long bench; a workshop interior with lenses and brass
    on the bench; an old workshop with wooden beams and tools; a workshop with a forge and hanging
    tools
actions: dust hangs in the window light; sparks leap from the bench
sounds: workshop hammer, tools; workshop, small tools, room

library (indoors)
words: library libraries book* books* manuscript manuscripts archive archives scholar scholars
    writing* wrote* written* letter* letters* document* documents* treatise poem poems poet poets
    read* reading* page* pages* legend* history* historian* historians* philosopher philosophers
    novel novels printed* printing* theory* alphabet
views: a library with tall shelves of books and a reading desk; a library interior with a lamp above
    an open book; an archive and library with shelves of manuscripts; a monastery library with books
    under high windows
actions: dust hangs above the open pages; lamplight flickers over the books
sounds: library, pages turning; library, a clock ticking, paper

desk (indoors)
words: desk desks diary notebook notebooks paper* papers* sketch* sketches* drawing* drawings*
    blueprint contract* telegram postcard filter* map maps letter letters petition
views: a desk with papers and an open diary; a desk with a map and a compass; a writing desk with
    letters and a candle; a desk with sketches and drawings
actions: the edges of the paper stir; dust hangs above the desk
sounds: paper, a clock ticking; pen on paper, quiet office

laboratory (indoors)
words: laboratory laboratories lab science* scientist scientists experiment experiments physicist
    physicists physics chemistry chemist instrument* instruments microscope engineer* engineers*
    researcher researchers computer* computers* electronics tested* vaccine virus bacteria
    medicine doctor* doctors* cells* dna memory* kilobytes
views: a laboratory with instruments and glass flasks on long benches; a laboratory with a
    microscope beside the window; a laboratory interior with instruments in glass cases; a science
    laboratory with instruments and charts
actions: dust hangs past the instruments; small lights flicker on the instruments
sounds: laboratory hum, beeps; laboratory, electric hum

factory (indoors)
words: factory factories mill mills machine machines engine engines industry industrial steam*
    assembly* steel iron* furnace furnaces foundry manufacture* manufacturers production*
    automatic* patent* patented* electric* electricity* power* coal*
views: a factory hall with large machines; a factory machine hall with wheels and pipes; a factory
    interior with furnaces glowing; a factory with rows of machines under high windows
actions: wheels turn and steam climbs; pistons beat a steady rhythm
sounds: factory machine hum, steam; factory, heavy machine rhythm

space (space)
words: space planet planets star stars orbit orbits orbited nasa voyager jupiter saturn uranus
    neptune mars venus earth* moon moons solar galaxy spacecraft probe probes interstellar
    astronaut astronauts rocket* rockets* satellite satellites comet cosmic universe astronomer
    astronomers heliosphere gravity rings* cosmos pluto titan io heliopause sun* telescope
    telescopes launched* antenna* signal* signals*
views: deep space with many stars and a faint galaxy; the ringed planet Saturn in space; the giant
    planet Jupiter with its bands in space; a small blue planet, our own Earth, in deep space; a
    moon in space in front of a giant planet; the distant sun among the stars of deep space; the
    blue planet Neptune at the edge of space; the pale planet Uranus in space; a comet crossing deep
    space; a nebula of dust and stars in deep space; the red planet Mars in space; the yellow
    moon Io in space; the orange moon Titan in space; the bright planet Venus in space; the grey
    Moon in space
actions: the stars glimmer; the planet turns; starlight shimmers
sounds: deep space drone; space drone, radio beeps

snow (outdoors)
words: snow ice glacier glaciers arctic antarctic antarctica polar frozen* iceberg icebergs
    winter* tundra blizzard sledge sledges expedition*
views: a snow plain with ridges of ice; a frozen sea of ice with icebergs and snow; a snow covered
    mountain valley; a glacier with deep cracks in the ice and snow
actions: snow blows across the ground; flakes drive through the air
sounds: icy wind over snow; wind, creaking ice

cave (indoors)
words: cave caves cavern mine* mines* tunnel tunnels underground miner miners crypt tomb tombs
views: a cave with light from an opening above; a cave passage between stone walls; a deep cave with
    hanging stone
actions: light trembles on the stone; dust hangs through the shaft of light
sounds: cave drips, echo

sky (air)
words: sky skies cloud clouds wind* winds* storm* storms* lightning thunder balloon balloons
    aircraft aeroplane airplane plane* planes* flight* flights* fly flying flew* pilot pilots bird
    birds weather* air* hurricane rainbow wings wing aviation sunset sunsets sunrise* dusk*
views: a wide sky with high clouds; the sky above an ocean of clouds; the sky over low dark land; a
    sky with long bands of cloud
actions: clouds travel across the sky; light breaks through the clouds
sounds: wind, open air; wind, distant thunder

castle (outdoors)
words: castle castles fortress fort* palace palaces medieval knight knights throne kingdom king
    kings queen queens prince princes duke emperor emperors empire* sultan sultans royal dynasty
    ottoman* tower*
views: a castle on a hill above the land; a castle with its walls above a valley; a castle courtyard
    between stone walls; the gate of a castle in a high wall
actions: banners stir above the walls; cloud shadows cross the stone
sounds: wind, a distant bell; wind around walls, birds

temple (outdoors)
words: temple temples shrine mosque cathedral church churches chapel* religion religious sacred
    gods goddess prayer* prayers* worship buddhist sufi monastery monasteries monk monks roman*
    romans greek* greeks pharos* alexandria* ancient* pope priest priests pharaoh egypt*
    egyptians
views: a temple with columns on a hill; temple steps between high columns; an old temple in front of
    mountains
actions: light passes across the columns; dust hangs between the columns
sounds: open air, a distant bell, birds; temple chimes, air

ruins (outdoors)
words: ruin ruins ruined lost* abandoned buried archaeologist archaeologists excavation excavated
    civilization civilisation collapse* collapsed* earthquake earthquakes destroyed remains*
views: ruins of stone walls with grass between them; ancient ruins with broken arches; ruins on a
    hill above the plain
actions: grass moves between the stones; dust blows along the broken walls
sounds: wind over ruins, crickets; lonely wind, a far bird

battlefield (outdoors)
words: war wars battle battles army armies soldier soldiers siege bomb bombs weapon weapons troops
    fought invasion invaded revolution* rebellion attack* attacked* enemy enemies guns
views: a battlefield with broken ground; a battlefield with trenches and bare trees; a battlefield
    under smoke
actions: smoke blows across the ground; far flashes light the clouds
sounds: distant battle, wind; distant drums, wind

bridge (shore)
words: bridge* bridges* viaduct aqueduct aqueducts span spans
views: a great bridge over a wide river; a stone bridge with high arches; a long bridge between two
    banks
actions: water flows under the arches
sounds: wind, river water

railway (outdoors)
words: railway railways railroad train trains station* stations* locomotive locomotives rails
views: a railway running through open land; a railway station with a long platform and tracks; a
    railway on a high embankment
actions: steam blows across the tracks; grass shivers beside the rails
sounds: a distant train, rails; steam train passing

road (outdoors)
words: race* races* ran* running* runner* runners* marathon road* roads* path* route* routes*
    journey* travel* travelled* travellers pilgrim pilgrims highway wheel* wheels* car* cars* wagon
    wagons march* marched*
views: a road winding through open land; a long road between rows of trees; a road crossing a wide
    plain
actions: dust climbs along the road; grass stirs beside the road
sounds: footsteps on a road, birds; road wind, hooves

network (abstract)
words: algorithm algorithms network networks internet information digital code* software data
    economy prices* statistics money* bank* banks* ideas* language* languages* mathematics
views: an abstract network of glowing nodes and lines; abstract geometry of rising bars of light;
    abstract geometry of rings with beads of light; an abstract network of connections over a dark
    ground; abstract geometry of branches of light
actions: lines of light shimmer; points of light glimmer one by one
sounds: digital hum, soft beeps

waves (abstract)
words: sound* sounds* music* melody song* songs* radio* frequency* vibration* rhythm* voice*
    voices*
views: abstract waves of sound; abstract radio waves spreading; long waves of sound and rhythm
actions: the waves shimmer; the waves swell and sink
sounds: soft radio beeps, hum; drone, chimes

abstract (abstract)
words: number* numbers* mathematical geometry equation equations proof theorem quantum energy
    frequency wavelength light-years relativity time* particles wave-function
views: abstract geometry of beams of light; abstract geometric patterns in slow layers; abstract
    geometry of a spiral of light; an abstract plane of geometric lines to the horizon; abstract
    geometry of circles that overlap; abstract geometry of stacked cubes of light; abstract
    geometry of rings with beads of light; abstract geometry of branches of light
actions: beams of light shimmer; the pattern glimmers
sounds: space drone, hum
"""
