"""The words of the phrase grammar: English beside German, with what each language needs to bend them.

One line is one word. An English word has one German word here, so that a sentence has one translation.
"""

from dataclasses import dataclass

MASCULINE, FEMININE, NEUTER, PLURAL = 0, 1, 2, 3


@dataclass(frozen=True)
class Noun:
    english: str
    english_plural: str
    """Empty for what is not counted (milk)."""
    gender: int
    german: str
    german_plural: str
    weak: str = ""
    """The singular of accusative and dative, where it differs (den Jungen)."""


@dataclass(frozen=True)
class Adjective:
    english: str
    english_comparative: str
    """Empty for those that are not compared here."""
    german: str
    stem: str
    """What endings are added to (teuer, ein teures Buch)."""
    german_comparative: str


@dataclass(frozen=True)
class Verb:
    english: str
    english_third: str
    english_past: str
    """Empty where the past looks like the present (put, read): no past then."""
    particle: str
    """What follows the verb and a pronoun goes in front of (turn on, pick him up)."""
    prefix: str
    """What German separates (ein in einschalten); empty: nothing."""
    infinitive: str
    """Without the prefix; also the form of wir and sie."""
    ich: str
    du: str
    er: str
    participle: str
    imperative: str
    moves: bool
    """Whether the perfect is made with sein."""
    takes: tuple[str, ...] = ()
    """Kinds of nouns that the verb is said of."""
    preposition: tuple[str, str, str] | None = None
    """Of its object: English, German, case (wait for, warten auf, acc)."""

    @property
    def key(self) -> str:
        return " ".join([self.english, self.particle, self.preposition[0] if self.preposition else ""]).strip()


def _nouns(table: str) -> list[Noun]:
    found = []
    for line in table.strip().splitlines():
        english, plural, article, german, german_plural, *weak = line.split()
        gender = {"der": MASCULINE, "die": FEMININE, "das": NEUTER}[article]
        found.append(Noun(english, plural.strip("-"), gender, german, german_plural.strip("-"), *weak))
    return found


PERSONS = _nouns("""
man men der Mann Männer
woman women die Frau Frauen
child children das Kind Kinder
boy boys der Junge Jungen Jungen
girl girls das Mädchen Mädchen
friend friends der Freund Freunde
teacher teachers der Lehrer Lehrer
doctor doctors der Arzt Ärzte
student students der Student Studenten Studenten
neighbor neighbors der Nachbar Nachbarn Nachbarn
brother brothers der Bruder Brüder
sister sisters die Schwester Schwestern
uncle uncles der Onkel Onkel
aunt aunts die Tante Tanten
daughter daughters die Tochter Töchter
son sons der Sohn Söhne
""")
ANIMALS = _nouns("""
dog dogs der Hund Hunde
cat cats die Katze Katzen
horse horses das Pferd Pferde
bird birds der Vogel Vögel
cow cows die Kuh Kühe
mouse mice die Maus Mäuse
bear bears der Bär Bären Bären
""")
FOOD = _nouns("""
apple apples der Apfel Äpfel
egg eggs das Ei Eier
cake cakes der Kuchen Kuchen
banana bananas die Banane Bananen
potato potatoes die Kartoffel Kartoffeln
""")
DRINKS = _nouns("""
water - das Wasser -
milk - die Milch -
coffee - der Kaffee -
tea - der Tee -
beer - das Bier -
""")
TEXTS = _nouns("""
book books das Buch Bücher
letter letters der Brief Briefe
newspaper newspapers die Zeitung Zeitungen
""")
DEVICES = _nouns("""
light lights das Licht Lichter
lamp lamps die Lampe Lampen
radio radios das Radio Radios
computer computers der Computer Computer
machine machines die Maschine Maschinen
""")
OPENINGS = _nouns("""
door doors die Tür Türen
window windows das Fenster Fenster
box boxes die Kiste Kisten
bag bags die Tasche Taschen
""")
CLOTHES = _nouns("""
coat coats der Mantel Mäntel
shirt shirts das Hemd Hemden
hat hats der Hut Hüte
jacket jackets die Jacke Jacken
dress dresses das Kleid Kleider
""")
THINGS = _nouns("""
key keys der Schlüssel Schlüssel
cup cups die Tasse Tassen
clock clocks die Uhr Uhren
picture pictures das Bild Bilder
flower flowers die Blume Blumen
bottle bottles die Flasche Flaschen
ball balls der Ball Bälle
knife knives das Messer Messer
""")
VEHICLES = _nouns("""
car cars das Auto Autos
bicycle bicycles das Fahrrad Fahrräder
ship ships das Schiff Schiffe
""")
FURNITURE = _nouns("""
table tables der Tisch Tische
chair chairs der Stuhl Stühle
bed beds das Bett Betten
""")
INSIDES = _nouns("""
house houses das Haus Häuser
garden gardens der Garten Gärten
city cities die Stadt Städte
school schools die Schule Schulen
park parks der Park Parks
church churches die Kirche Kirchen
forest forests der Wald Wälder
village villages das Dorf Dörfer
hotel hotels das Hotel Hotels
shop shops der Laden Läden
""")
ROOMS = _nouns("""
kitchen kitchens die Küche Küchen
room rooms das Zimmer Zimmer
""")
OUTSIDES = _nouns("""
tree trees der Baum Bäume
bridge bridges die Brücke Brücken
station stations der Bahnhof Bahnhöfe
""")
KINDS: dict[str, list[Noun]] = {
    "person": PERSONS, "animal": ANIMALS, "food": FOOD, "drink": DRINKS, "text": TEXTS, "device": DEVICES,
    "opening": OPENINGS, "clothes": CLOTHES, "thing": THINGS, "vehicle": VEHICLES, "furniture": FURNITURE,
    "inside": INSIDES, "room": ROOMS, "outside": OUTSIDES,
}  # fmt: skip


def _adjectives(table: str) -> list[Adjective]:
    found = []
    for line in table.strip().splitlines():
        english, comparative, german, stem, german_comparative = line.split()
        comparative = comparative.replace("_", " ").strip("-")
        found.append(Adjective(english, comparative, german, stem, german_comparative.strip("-")))
    return found


ADJECTIVES: dict[str, list[Adjective]] = {
    "all": _adjectives("""
old older alt alt älter
small smaller klein klein kleiner
big bigger groß groß größer
beautiful more_beautiful schön schön schöner
"""),
    "living": _adjectives("""
young younger jung jung jünger
strong stronger stark stark stärker
clever cleverer klug klug klüger
tired - müde müd -
happy happier glücklich glücklich glücklicher
hungry - hungrig hungrig -
sick - krank krank -
"""),
    "thing": _adjectives("""
new newer neu neu neuer
expensive more_expensive teuer teur teurer
cheap cheaper billig billig billiger
heavy heavier schwer schwer schwerer
clean cleaner sauber sauber sauberer
dirty dirtier schmutzig schmutzig schmutziger
"""),
    "colour": _adjectives("""
red - rot rot -
green - grün grün -
black - schwarz schwarz -
white - weiß weiß -
blue - blau blau -
"""),
    "food": _adjectives("""
sweet sweeter süß süß süßer
fresh fresher frisch frisch frischer
"""),
    "drink": _adjectives("""
cold colder kalt kalt kälter
warm warmer warm warm wärmer
"""),
    "place": _adjectives("""
quiet quieter ruhig ruhig ruhiger
dark darker dunkel dunkl dunkler
"""),
}
# Which adjectives each kind of noun has.
DESCRIBED: dict[str, tuple[str, ...]] = {
    "person": ("all", "living"), "animal": ("all", "living", "colour"), "food": ("all", "food"),
    "drink": ("drink",), "text": ("all", "thing"), "device": ("all", "thing", "colour"),
    "opening": ("all", "thing", "colour"), "clothes": ("all", "thing", "colour"), "thing": ("all", "thing", "colour"),
    "vehicle": ("all", "thing", "colour"), "furniture": ("all", "thing", "colour"), "inside": ("all", "place"),
    "room": ("all", "place"), "outside": ("all",),
}  # fmt: skip
OBJECTS = ("text", "device", "clothes", "thing", "vehicle", "furniture")


def _verbs(table: str) -> list[Verb]:
    """english third past [+particle] | [prefix-] infinitive ich du er participle imperative [sein] | kinds [| preposition]"""
    found = []
    for line in table.strip().splitlines():
        english, german, kinds, *rest = [part.split() for part in line.split("|")]
        particle = english.pop()[1:] if english[-1].startswith("+") else ""
        prefix = german.pop(0)[:-1] if german[0].endswith("-") else ""
        moves = german[-1] == "sein"
        base, third, past = english
        infinitive, ich, du, er, participle, imperative = german[:6]
        takes = tuple(kind for word in kinds for kind in (OBJECTS if word == "objects" else [word]))
        preposition = tuple(rest[0]) if rest else None
        found.append(
            Verb(
                base, third, past.strip("-"), particle, prefix, infinitive, ich, du, er, participle, imperative, moves,
                takes, preposition,
            )  # fmt: skip
        )
    return found


TRANSITIVE = _verbs("""
see sees saw | sehen sehe siehst sieht gesehen - | person animal objects inside outside
buy buys bought | kaufen kaufe kaufst kauft gekauft kauf | food drink objects
sell sells sold | verkaufen verkaufe verkaufst verkauft verkauft verkauf | objects food
find finds found | finden finde findest findet gefunden - | objects animal inside
need needs needed | brauchen brauche brauchst braucht gebraucht - | objects food person
have has had | haben habe hast hat gehabt - | objects animal food room
read reads - | lesen lese liest liest gelesen lies | text
write writes wrote | schreiben schreibe schreibst schreibt geschrieben schreib | text
eat eats ate | essen esse isst isst gegessen iss | food
drink drinks drank | trinken trinke trinkst trinkt getrunken trink | drink
love loves loved | lieben liebe liebst liebt geliebt - | person animal inside
visit visits visited | besuchen besuche besuchst besucht besucht besuch | person inside
hear hears heard | hören höre hörst hört gehört - | person animal device
repair repairs repaired | reparieren repariere reparierst repariert repariert reparier | device vehicle furniture
forget forgets forgot | vergessen vergesse vergisst vergisst vergessen vergiss | objects person
lose loses lost | verlieren verliere verlierst verliert verloren - | objects
carry carries carried | tragen trage trägst trägt getragen trag | objects opening person
ask asks asked | fragen frage fragst fragt gefragt frag | person
paint paints painted | malen male malst malt gemalt mal | person animal thing inside outside
turn turns turned +on | ein- schalten schalte schaltest schaltet eingeschaltet schalt | device
turn turns turned +off | aus- schalten schalte schaltest schaltet ausgeschaltet schalt | device
open opens opened | auf- machen mache machst macht aufgemacht mach | opening
close closes closed | zu- machen mache machst macht zugemacht mach | opening
call calls called | an- rufen rufe rufst ruft angerufen ruf | person
pick picks picked +up | ab- holen hole holst holt abgeholt hol | person animal
put puts - +on | an- ziehen ziehe ziehst zieht angezogen zieh | clothes
take takes took +off | aus- ziehen ziehe ziehst zieht ausgezogen zieh | clothes
invite invites invited | ein- laden lade lädst lädt eingeladen lad | person
throw throws threw +away | weg- werfen werfe wirfst wirft weggeworfen wirf | objects food
clean cleans cleaned +up | auf- räumen räume räumst räumt aufgeräumt räum | room inside
bring brings brought +back | zurück- bringen bringe bringst bringt zurückgebracht bring | objects animal person
take takes took +along | mit- nehmen nehme nimmst nimmt mitgenommen nimm | objects animal person
""")
DATIVE = _verbs("""
help helps helped | helfen helfe hilfst hilft geholfen hilf | person animal
thank thanks thanked | danken danke dankst dankt gedankt dank | person
follow follows followed | folgen folge folgst folgt gefolgt folg sein | person animal vehicle
answer answers answered | antworten antworte antwortest antwortet geantwortet antworte | person
listen listens listened | zu- hören höre hörst hört zugehört hör | person | to - dat
""")
PREPOSITIONAL = _verbs("""
wait waits waited | warten warte wartest wartet gewartet warte | person | for auf acc
talk talks talked | sprechen spreche sprichst spricht gesprochen sprich | person | to mit dat
think thinks thought | denken denke denkst denkt gedacht denk | person animal inside | of an acc
play plays played | spielen spiele spielst spielt gespielt spiel | person animal | with mit dat
""")
GIVING = _verbs("""
give gives gave | geben gebe gibst gibt gegeben gib | objects food
show shows showed | zeigen zeige zeigst zeigt gezeigt zeig | objects inside animal
send sends sent | schicken schicke schickst schickt geschickt schick | text thing clothes
bring brings brought | bringen bringe bringst bringt gebracht bring | objects food
""")
INTRANSITIVE = _verbs("""
sleep sleeps slept | schlafen schlafe schläfst schläft geschlafen schlaf |
work works worked | arbeiten arbeite arbeitest arbeitet gearbeitet arbeite |
sing sings sang | singen singe singst singt gesungen sing |
dance dances danced | tanzen tanze tanzt tanzt getanzt tanz |
laugh laughs laughed | lachen lache lachst lacht gelacht lach |
stay stays stayed | bleiben bleibe bleibst bleibt geblieben bleib sein |
arrive arrives arrived | an- kommen komme kommst kommt angekommen - sein |
get gets got +up | auf- stehen stehe stehst steht aufgestanden steh sein |
wake wakes woke +up | auf- wachen wache wachst wacht aufgewacht wach sein |
fall falls fell +asleep | ein- schlafen schlafe schläfst schläft eingeschlafen schlaf sein |
come comes came +back | zurück- kommen komme kommst kommt zurückgekommen komm sein |
""")
MOVING = _verbs("""
go goes went | gehen gehe gehst geht gegangen geh sein | inside room | into in acc
run runs ran | laufen laufe läufst läuft gelaufen lauf sein | inside outside | to zu dat
walk walks walked | gehen gehe gehst geht gegangen geh sein | inside | through durch acc
come comes came | kommen komme kommst kommt gekommen komm sein | inside room | from aus dat
drive drives drove | fahren fahre fährst fährt gefahren fahr sein | outside inside | to zu dat
""")

# English words before a verb: base, third person, German ich, du, er, wir and sie, how it is denied.
MODALS = {
    "want": ("want to", "wants to", "will", "willst", "will", "wollen"),
    "can": ("can", "can", "kann", "kannst", "kann", "können"),
    "must": ("must", "must", "muss", "musst", "muss", "müssen"),
    "should": ("should", "should", "sollte", "solltest", "sollte", "sollten"),
    "may": ("may", "may", "darf", "darfst", "darf", "dürfen"),
    "will": ("will", "will", "werde", "wirst", "wird", "werden"),
    "would": ("would like to", "would like to", "möchte", "möchtest", "möchte", "möchten"),
}
DENIED = {"can": "cannot", "should": "should not", "may": "may not", "will": "will not", "would": "would not like to"}

NAMES = "anna peter maria thomas laura paul".split()
MONTHS = dict(
    zip(
        "january february march april may june july august september october november december".split(),
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
        strict=True,
    )
)
DAYS = dict(
    zip(
        "monday tuesday wednesday thursday friday saturday sunday".split(),
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
        strict=True,
    )
)
SEASONS = {"spring": "Frühling", "summer": "Sommer", "autumn": "Herbst", "winter": "Winter"}
_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()
_KLEIN = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()
NUMBERS = dict(zip(_SMALL[1:], _KLEIN[1:], strict=True)) | {
    "fifteen": "fünfzehn", "twenty": "zwanzig", "thirty": "dreißig", "forty": "vierzig", "fifty": "fünfzig",
    "sixty": "sechzig", "seventy": "siebzig", "eighty": "achtzig", "ninety": "neunzig",
}  # fmt: skip
FEW = list(_SMALL[1:])
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_STEMS = (
    "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte dreizehnte vierzehnte fünfzehnte "
    "sechzehnte siebzehnte achtzehnte neunzehnte zwanzigste"
).split()
_ONES = "ein zwei drei vier fünf sechs sieben acht neun".split()
ORDINALS = (
    dict(zip(_ORDINALS, _STEMS, strict=True))
    | {f"twenty {_ORDINALS[i]}": f"{_ONES[i]}undzwanzigste" for i in range(9)}
    | {"thirtieth": "dreißigste", "thirty first": "einunddreißigste"}
)
