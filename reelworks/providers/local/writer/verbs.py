"""Enough English verbs to tell a sentence from a fragment, and a past tense from a participle."""

from __future__ import annotations

from reelworks.providers.local.writer.lexis import word_set

BE = word_set("is are was were am")
AUXILIARIES = BE | word_set(
    """has have had do does did can could will would shall should may might must cannot can't
    won't wouldn't couldn't isn't aren't wasn't weren't hasn't haven't hadn't doesn't
    don't didn't it's he's she's they're we're that's there's"""
)

_IRREGULAR = """
arise arose arisen|be was been|bear bore borne|beat beat beaten|become became become
begin began begun|bend bent bent|bind bound bound|bite bit bitten|bleed bled bled
blow blew blown|break broke broken|breed bred bred|bring brought brought|build built built
burn burnt burnt|buy bought bought|catch caught caught|choose chose chosen|cling clung clung
come came come|creep crept crept|deal dealt dealt|dig dug dug|draw drew drawn|drink drank drunk
drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt
fight fought fought|find found found|flee fled fled|fling flung flung|fly flew flown
forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen
get got got|give gave given|go went gone|grind ground ground|grow grew grown|hang hung hung
hear heard heard|hide hid hidden|hold held held|keep kept kept|know knew known|lay laid laid
lead led led|leave left left|lend lent lent|lie lay lain|light lit lit|lose lost lost
make made made|mean meant meant|meet met met|pay paid paid|ride rode ridden|ring rang rung
rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold
send sent sent|shake shook shaken|shine shone shone|shoot shot shot|show showed shown
shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat sat|sleep slept slept|slide slid slid
speak spoke spoken|spend spent spent|spin spun spun|spring sprang sprung|stand stood stood
steal stole stolen|stick stuck stuck|strike struck struck|swear swore sworn|sweep swept swept
swim swam swum|swing swung swung|take took taken|teach taught taught|tear tore torn
tell told told|think thought thought|throw threw thrown|understand understood understood
wake woke woken|wear wore worn|weave wove woven|win won won|wind wound wound
withdraw withdrew withdrawn|write wrote written|overcome overcame overcome
undergo underwent undergone|withstand withstood withstood
"""
_SAME = word_set("""bet burst cast cost cut hit hurt let put quit set shut split spread thrust""")

_REGULAR = word_set(
    """abandon abolish absorb accelerate accept accompany accuse achieve act adapt add adjust admire
    admit adopt adorn advance advise affect age agree aim allow alter amaze amount analyse
    analyze anchor announce answer appear apply appoint appreciate approach argue arrange
    arrest arrive ask assassinate assemble assign assist assume assure attach attack attain
    attempt attract avoid award back bake balance ban banish bark base bathe battle beg behave
    believe belong betray blast blend bless block boil bomb bombard boost border bore borrow
    bounce brew broadcast burn bury calculate call calm cancel capture care carry carve cause
    celebrate centre challenge change chant charge charm chart charter chase check circle
    circulate cite claim clean clear climb close clothe coin collapse collect collide colonise
    colonize combine command comment commission commit compare compete compile complete
    comprise concede conceive concentrate conclude condemn condense confess confirm confront
    confuse congratulate connect conquer consecrate conserve consider consist console conspire
    construct consume contact contain contest continue contrast contribute control convert
    convince cook cool copy correct cough count cover crack craft cram crash crawl create
    cross crouch crown crumble crush cry cultivate cure damage damp dance dare darken date
    dazzle deceive decide declare decline decode decorate decrease dedicate deepen defeat
    defend define defy delay delight deliver demand demolish demonstrate deny depart depend
    deploy deposit derail derive descend describe desert deserve design destroy detain detect
    determine detonate develop devise devour dictate die differ digest dip direct disagree
    disappear disarm discourage discover discuss dismiss display dispute dissolve distinguish
    distribute dive divide dominate donate doom double doubt drag drain dream dress drift drop
    drown dry earn ease edit educate elect elevate eliminate embark embrace emerge emit
    emphasise employ empty enable enact encircle enclose encounter encourage end endure
    enforce engineer enjoy enlarge enrich enrol ensure enter entertain equal equip erect erode
    erupt escape escort establish estimate evaporate evolve examine exceed exchange excite
    exclude execute exert exhaust exile exist expand expect expel experience expire explain
    explode exploit explore export expose express extend extract face fade fail fan fascinate
    fasten fathom favor favour fear feature ferment fetch figure fill filter finance finish
    fire fit fix flash flatten flicker float flock flood flourish flow flower flush focus fold
    follow force forge form found founder frame frighten fuel function fund gain gather gaze
    generate glance glide glitter glow govern grab grant grasp graze greet grip guard guess
    guide hail halt hammer handle happen harbour harden harvest hatch haunt heal heat help
    hesitate hibernate hire honor honour host house hover hum hunt identify ignite illuminate
    imagine imitate import impress imprison improve include increase indicate influence inform
    inhabit inherit inject injure insert insist inspect inspire install instruct insult
    integrate intend intensify intercept interest interrupt interview intrigue introduce
    invade invent invest investigate invite involve isolate issue jail join joke journey judge
    jump justify kick kidnap kill kneel knock label lack lament land last laugh launch leak
    lean learn lease lecture lessen level liberate lick lift like limit limp linger link list
    listen litter live load locate lock look loom loot love lower lure magnify maintain manage
    manufacture map march mark marry marvel massacre master match matter mature measure melt
    mend mention merge migrate mine miss mix mock model modernise modernize modify mount mourn
    move multiply murder murmur nail name navigate need neglect nest nominate note notice
    number nurse obey object oblige observe obtain occupy occur offer open operate oppose
    orbit order organise organize orient originate outlast outlaw outlive outnumber outshine
    outweigh overlook oversee overtake overthrow overturn own pack paint parade pardon park
    participate pass paste patent patrol pause pave perfect perform perish persist persuade
    pick pierce pioneer pitch place plague plan plant play plead pledge plot plunder plunge
    point poison polish pollinate populate pose possess postpone pounce pour power practice
    practise praise pray preach precede predict prefer prepare present preserve preside press
    presume pretend prevail prevent print probe proceed process proclaim produce profit
    progress prohibit project promise promote prompt pronounce propel propose prosper protect
    protest prove provide provoke publicise publish pull pump punish purchase push puzzle
    qualify quarrel quote race raid rain raise rally range rank reach react read realise
    realize reappear reason rebel rebuild recall recede receive recite reckon reclaim
    recognise recognize reconcile reconstruct record recover recruit recycle rediscover reduce
    refer refine reflect reform refract refuel refuse regain regard regret regulate reign
    reinforce reject rejoice relate relax relay release relieve relocate rely remain remark
    remember remind remove rename render renew renounce renovate rent reopen repair repeat
    repel replace reply report represent reproduce request require rescue research resemble
    resign resist resolve respect respond rest restore result retain retell retire retreat
    return reunite reveal reverse revive revolt revolve reward risk roam roar roast rob rock
    roll rotate round row ruin rule rush sail salute sanction save scan scare scatter score
    scrape scream screen seal search secure seem seize select sentence separate serve settle
    shape share shatter shelter shift shimmer ship shiver shock shorten shout shrug sign
    signal silence sip skate sketch skip slam slaughter slip slow smash smell smile smoke
    smuggle snap sneak snow soar socialise solve soothe sound sow spare spark sparkle
    specialise speculate spell spill spoil sponsor spot sprinkle stabilise stack stage stain
    stamp star stare start starve state stay steam steer stem step stimulate stir stoop stop
    store strain strengthen stress stretch strip stroke struggle study stumble submit subside
    substitute succeed suffer suggest summon supply support suppose surge surpass surrender
    surround survive suspect sustain swallow sway switch symbolise sympathise tackle tame
    target taste tax telegraph tend term terrify test testify thank thicken threaten thrive
    tie tilt time toast tolerate topple torture toss touch tour tow tower trace track trade
    trail train transfer transform translate transmit transport trap travel tread treat
    tremble trick trigger triple triumph trouble trust try tumble tunnel turn twist undertake
    unfold unify unite unlock unveil update upgrade urge use vaccinate value vanish vary
    ventilate venture vibrate view visit visualise voice volunteer vote voyage wage wait walk
    wander want warm warn wash waste watch water weaken weigh welcome whip whirl whisper
    whistle widen wipe wish witness work worry worship wrap wreck wrestle yearn yield zoom"""
)


_NOT_ED = word_set(
    """hundred red bed seed speed need weed feed breed bleed shed sled indeed sacred naked wicked
    kindred hatred shred creed greed reed exceed proceed succeed embed ted fred alfred"""
)


def is_ed_form(word: str) -> bool:
    """Whether an unknown word looks like a regular past or participle."""
    return word.endswith("ed") and len(word) > 4 and word not in _NOT_ED and "-" not in word


# Plurals of these are seen as often as their third persons: "the lights of the harbour".
NOUNISH = word_set(
    """flowers ships lights works lands forms places plants sets cuts names numbers notes parts
    cooks guards crowns crosses crowds fires floods fields faces features figures fans
    heads hands hunts houses hosts links loads looks loops maps marches marks masters
    matches means measures models moves nails notices orders paints papers parades parks
    paths pilots points posts powers prints prizes projects ranges records reports
    reserves returns rings rises risks rocks rules runs sails scans screens seals seats
    shapes shares shelters signals signs sketches smells sounds sparks spots stages stamps
    stars starts states stations steps stops stores stories streams studies supplies
    targets tests trades trails trains transports trips turns uses values views visits
    voices votes walks wars watches waves ways winds witnesses wonders words plots plays
    costs drives dreams drinks drops falls fears feeds finds flashes flights flows folds
    foods bursts burns bursts attacks answers bands banks bases bears beats blocks bonds
    borders bores calls causes changes charges charms charts claims coins colours comments
    contacts contests controls copies courses covers cracks cries crafts cures dances
    dates debates delays demands designs displays doubts drains effects ends engineers
    exchanges experiences experiments exports extracts focuses fuels gains gathers guides
    harbours honours hopes imports increases influences interests issues judges journeys
    kicks labels lacks leads leases levels lifts limits lines lists lives locks loves"""
)


def _s_form(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{base}es"
    return f"{base[:-1]}ies" if base.endswith("y") and base[-2] not in "aeiou" else f"{base}s"


def _ed_forms(base: str) -> tuple[str, ...]:
    if base.endswith("e"):
        return (f"{base}d",)
    if base.endswith("y") and base[-2] not in "aeiou":
        return (f"{base[:-1]}ied",)
    return (f"{base}ed", f"{base}{base[-1]}ed")


_TRIPLES = [
    tuple(forms.split()) for line in _IRREGULAR.strip().splitlines() for forms in line.split("|")
]
BASES = _REGULAR | {base for base, _, _ in _TRIPLES} | _SAME
BASE_OF = {_s_form(base): base for base in sorted(BASES)}
PRESENT = frozenset(BASE_OF)
_ED = frozenset(form for base in _REGULAR for form in _ed_forms(base))
PARTICIPLES = _ED | {"born"} | {participle for _, _, participle in _TRIPLES} | _SAME
PASTS = _ED | {past for _, past, _ in _TRIPLES} | _SAME
SURE_PASTS = PASTS - PARTICIPLES - BASES  # took, became, wrote: never participles, never nouns
