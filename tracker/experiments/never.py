"""What no self-test may be about, whoever asks: recognised in the words of five languages, with the reason.

A list of words cannot know what is meant. It errs towards refusing, looks at nothing but the plan's own words, and
the safety questions come after it either way.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

# Medicines by the stem that most languages share. Naming one at all is a change of it, of its hour or of its dose.
MEDICINES = (
    r"sertralin|citalopram|fluoxetin|paroxetin|venlafaxin|duloxetin|bupropion|mirtazapin|vortioxetin|amitriptylin"
    r"|nortriptylin|quetiapin|olanzapin|aripiprazol|risperidon|clozapin|lamotrigin|valpro(?:at|ic|in)|lith?ium"
    r"|diazepam|oxazepam|alprazolam|lorazepam|zopiclon|zolpidem|methylphenidat|metylfenidat|lisdexamfetamin"
    r"|metformin|insulin\b|semaglutid|levothyrox|levaxin|prednisolon|prednison|warfarin|metoprolol|losartan"
    r"|omeprazol|pantoprazol|isotretinoin|gabapentin|pregabalin|tramadol|sumatriptan|topiramat|propranolol"
    r"|\w+vastatin|\bstatins?\b|prozac|zoloft|cipralex|lexapro|ozempic|wegovy|ritalin|concerta"
    r"|舍曲林|西酞普兰|氟西汀|帕罗西汀|文拉法辛|度洛西汀|米氮平|喹硫平|奥氮平|碳酸锂|二甲双胍|胰岛素|优甲乐|奥美拉唑"
)
LESS = (
    r"\b(?:stop\w*|quit\w*|skip\w*|cut|cutting|reduc\w*|taper\w*|lower\w*|halv\w*|half|replac\w*|swap\w*|instead|without"
    r"|off|pause|drop\w*|less|fewer|no|wean\w*|chang\w*|doubl\w*|increas\w*|slutt\w*|kutt\w*|reduser\w*|trapp\w*|ned"
    r"|erstatt\w*|i stedet|isteden\w*|uten|hopp\w*|hold\w* op|udelad\w*|spring\w*|nedsæt\w*|uden|ingen|mindre|færre"
    r"|bytt?\w*|slut\w*|minsk\w*|ersätt\w*|istället|utan|färre|sätt\w* ut|ute?lat\w*|øk\w*|øg\w*|öka\w*"
    r"|dobb?l\w*|dubbl\w*|leav\w* out|left out|forget\w*|miss|missing|ditch\w*|cancel\w*|stå\w* over"
    r"|aflys\w*|avlys\w*|avbo?k\w*|avbest\w*|strunt\w* i|skit\w* i|drit\w* i|glemm?\w*|glöm\w*|låt\w* bli|la være"
    r"|lade være|avst[åa]\w*)\b"
)
# A plain "not" counts only ahead of the treatment: "not to my therapist", but "after my tablets, not before".
NOT = (
    r"\b(?:not|never|don['’]?t|won['’]?t|avoid\w*|ikke|ikkje|aldri|aldrig|inte|ej|undgå\w*|unngå\w*|undvik\w*"
    r"|less often|sjeldnere|sjældnere|mer sällan)\b"
)
TREATMENT = (
    r"\b(?:\w*medicin\w*|\w*medisin\w*|medication\w*|meds|\w*tablett\w*|tablets|pills?|(?!spill)\w*piller\w*|prescri\w*"
    r"|(?:morning|evening|night\w*|noon|midday|bedtime|daily|sleeping|heart|water|last)\W+tablet(?!\W+(?:time|use|game))"
    r"|(?:morg[eo]n|kveld|kväll|aften|natt?|middag|sove|sömn|lykke|hjerte|hjärt|p-)s?-?pill\w*|pillen|pillene|pillret"
    r"|\w*resept\w*|counsel\w*|cbt|kbt|emdr|psychologist\w*|psychiatrist\w*|psykiat\w*|\w*terapeut\w*|shrink|chemo\w*"
    r"|dialys\w*|physio\w*|fysioterap\w*"
    r"|\w*recept\w*|antidepres\w*|ssri\w*|blood thinner\w*|blodfort[yu]nn\w*|inhal\w*|birth control|psychotherap\w*"
    r"|psykoterap\w*|therapy|terapi\w*|therapist\w*|\w*behandling\w*|treatment\w*|dose|dosen|dosis|psykolog\w*)\b"
)
GAP = r"[^\w.;:!?]+"  # between words, never across the end of a sentence

MINERAL = r"(?:magnesium|calcium|kalsium|kalcium|calsium)"
# Little but water, and for how long: a day or more, so that "only water with dinner" and "two hours before bed" stay.
ONLY = (
    r"\b(?:only|just|nothing but|nothing except|live on|living on|bare|kun|bara|enbart|ikke annet enn|ikke andet end"
    r"|inget annat än|leve på|leva på)"
)
THIN = r"(?:water|juice|broth|vann|vand|vatten|saft|jui[cs]er?|bul?jong|bouillon)"
SPAN = (
    r"(?:(?:2[4-9]|[3-9]\d|\d{3})\s*(?:h|hours?|timer|timmar)"
    r"|\w+\W+(?:days|weeks?|dager|dage|dagar|d[øy]gn|uker?|uger?|veck\w*))"
)
LONG = (
    rf"(?:(?:(?:for|i|in|the|whole|hele|hela|over){GAP})+(?:{SPAN}|weekend\w*|week|helg\w*"
    rf"|uk[ea]\w*|ugen?|vecka\w*|d[øy]gn\w*)\b"
    rf"|\b(?:until|til+|to|fram til|frem til){GAP}(?:\w+{GAP})?(?:mon|tues|wednes|thurs|fri|satur|sun|man|tirs|ons|tors"
    rf"|fre|lør|søn|mån|tis|lör|sön)da[gy])"
)
# Somebody else, and what they would be made to do.
KIN = (
    r"(?:sons?|daughters?|child\w*|kids?|baby|toddler|infant|wife|husband|partner|mother|father|mum|mom|dad|brother"
    r"|sister)"
)
KIND = (
    r"(?:sønn?(?:er|en)?|datt?er|døtre|barn|børn|baby|son|söner|dotter|döttrar|kone|mand|mann|man|fru|sambo|kjæreste"
    r"|kæreste|mamma|pappa|mor|far|bror|søster|syster)"
)
KINDER = r"(?:sønnen|datteren|dattera|barnet|barna|ungen|mannen|kona|samboeren|kjæresten|broren|søsteren|moren|faren)"
QIN = (
    r"(?:小?孩子|小孩|儿子|女儿|宝宝|宝贝|婴儿|老公|老婆|妈妈|爸爸|爸|妈|丈夫|妻子|男朋?友|女朋?友|弟弟|妹妹|哥哥|姐姐)"
)
MUST = (
    rf"(?:(?:skal|ska|må|måtte|måste|kan|ikke|inte|ikkje|bare|kun|bara){GAP})*(?:får?|spiser?|äter|äta|drikker?|dricker"
    rf"|dricka|tar?|tager?|prøver?|provar?|testar?|tester?|undgår?|unngår?|undvik\w*|slutter?|slutar?|drop\w*|kutt\w*)\b"
)
BESIDE = "".join(
    rf"(?<!\b{word} )"
    for word in "with while when after before until once med når mens etter efter før innan när medan".split()
)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something no self-test may be about; `why` is a message id."""

    key: str
    why: str
    pattern: re.Pattern[str]


def _topic(key: str, why: str, *patterns: str) -> Topic:
    return Topic(key, why, re.compile("|".join(patterns), re.IGNORECASE))


TOPICS: tuple[Topic, ...] = (
    _topic(
        "treatment",
        _("This touches a treatment. Medicines and therapy are changed only with the person who prescribed them."),
        MEDICINES,
        rf"{LESS}(?:{GAP}\w+){{0,4}}?{GAP}{TREATMENT}",
        rf"{TREATMENT}(?:{GAP}\w+){{0,3}}?{GAP}{LESS}",
        rf"{NOT}(?:{GAP}\w+){{0,4}}?{GAP}{TREATMENT}",
        r"(?:停|减|换|断|跳过|代替|替代|不吃|不再|不服|不用|(?<!特)别吃|少吃|漏|忘).{0,8}(?:(?<!山)药|治疗|疗法|抗抑郁)",
        r"(?:(?<!山)药|抗抑郁).{0,6}(?:停|减量|减半|换成|不吃|加量|不服|少吃|(?<!特)别吃|断|一半|隔天)",
        r"(?:停|断|减少|跳过|不去|不看|不做|不见|不再|取消|暂停|(?<!特)别去|少去|逃).{0,6}"
        r"(?:心理(?:医生|咨询|治疗|师)|咨询|精神科|复诊|透析|化疗|看医生)",
    ),
    _topic(
        "transplant",
        _("Faecal transplants and enemas at home can cause serious infections."),
        r"f(?:a?e|æ|e)[ck]al\w*[\s-]*(?:\w+[\s-]+)?transpl\w*|\bfmt\b|\b(?:stool|poo|poop)[\s-]+(?:transpl|donor|caps)\w*",
        r"(?:avføring|afføring|avföring|f[eæa]kal|fæces|bajs|bæsj|lort|tarmflora|tarmbakterie)[es]*[\s-]*"
        r"(?:transpl|mikro|donor|kaps)\w*",
        r"\b(?:stool|poop?|shit|fa?eces|avføring|afføring|avföring|bajs|bæsj|lort)\w*\W+(?:fra|från|av|af|from\W+(?:my|a|an|some\w*|another))\b",
        r"\ben+[ei]{1,2}m+ah?s?\b|\w*klyst[ei]r\w*|\w*klysma\w*|\w*lav[ea]m[ae]n\w*",
        r"\bcolonic\w*|\bcolon (?:cleans|flush)\w*",
        r"tarmskyl\w*|tarmskøl\w*|tarmsköl\w*|粪|大便移植|菌群移植|灌肠|洗肠",
    ),
    _topic(
        "antibiotics",
        _("Antibiotics are for infections, and only when prescribed."),
        r"antibio\w*|rifaximin|amoxicil\w*|penicil\w*|doxycyc\w*|doksysyk\w*|抗生素|阿莫西林|头孢",
    ),
    _topic(
        "fasting",
        _("Long fasts, very little food and elimination diets are not tried here."),
        r"\bfasting\b|\bfasts?\b\W+(?:for|of)\W+\w+\W+(?:days?|hours?|weeks?)|\b(?:day|hour)s?[\s-]+fasts?\b",
        r"\bfast[ea]\b\W+(?:i|på)\W+\w+\W+(?:dag|døgn|dygn|tim|uge|uke|veck)\w*|(?:periodisk|intermitt?\w*) fast[ea]\b",
        r"(?:dags|døgns|dygns|timers|timmars)[\s-]*fast[ea]\b|\b(?:vann|vand|vatten|saft|juice)[\s-]?(?:fast[ea]|kur)\b",
        r"\b(?:water|juice)[\s-]*(?:fast|cleanse)\w*|断食|辟谷|禁食|绝食|不吃东西|排除饮食",
        r"\beliminati?\w*[\s-]*(?:diet|kost|di[eæ]t)\w*|\beliminasjons\w*|\beliminations\w*",
        rf"{ONLY}(?:{GAP}\w+){{0,2}}?{GAP}{THIN}{GAP}{LONG}",
        rf"\b{THIN}{GAP}(?:only|alone|alene|ensam\w*){GAP}{LONG}",
        rf"\b{SPAN}{GAP}(?:(?:on|of|with|på|med|av|af|as){GAP})?(?:(?:only|just|bare|kun|bara|enbart){GAP}(?:\w+{GAP})?)"
        rf"{THIN}\b",
        rf"\b(?:no food|not eat\w*|(?:eat|eating|spise|äta) (?:nothing|ingenting|intet)|without (?:food|eating)"
        rf"|uten mat"
        rf"|uden mad|utan mat|ikke spise|inte äta|ingen mat|ingen mad){GAP}{LONG}",
        r"\bomad\b",
        r"\b(?:only|just|bare|kun|bara|enbart)\W+(?:one|1|et|ett|én)\W+(?:meal|måltid|mål)\W+(?:a|per|om|i)\W+da[yg]",
        r"只喝(?:白?开?水|温水|果汁|蔬菜汁|汤).{0,4}[\d一二两三四五六七八九十几]\s*(?:天|日|周|星期)",
        r"[\d一二两三四五六七八九十几]\s*(?:天|日|周|星期)(?:内|里|都|就)?.{0,2}只喝(?:白?开?水|温水|果汁|蔬菜汁|汤)",
        r"什么都不吃|不进食|一天(?:只吃)?一顿",
        r"\bstarv\w*|\bsulte\w*|\bsvälta?\b|(?<![\d.,])[1-9]\d{0,2}\s*(?:kcal|calories|kalorier)\b",
    ),
    _topic(
        "sleep",
        _("Cutting sleep short can harm, and is a treatment with its own rules."),
        r"\bsleep[\s-]*(?:restrict|depriv)\w*|\bsøvn(?:restrik|depriv|beskær)\w*|\bsömn(?:restrik|depriv)\w*",
        r"\ball[\s-]*nighter|\b(?:up|awake) all night|\bvåken hele natt\w*|\bvågen hele natt\w*|\bvaken hela natten",
        r"\bsleep\w*\W+(?:only\W+)?[1-4]\W+hours|\bso[vw]\w*\W+(?:bare\W+|kun\W+|bara\W+)?[1-4]\W+tim\w*|睡眠限制|通宵|不睡",
        r"(?<![不别戒少])(?<!停止|避免|不再|不要|拒绝)熬夜",
    ),
    _topic(
        "drugs",
        _("Unlicensed products, injections and drugs are not tried here."),
        r"\bcbd\b|can+ab\w*|mari[jh]uana|\bweed\b(?!\W+(?:the|my|our|garden\w*|beds?)\b)",
        r"\bhas[hj]\b(?!\W*browns?)|\bthc\b",
        r"\bhemp\W+(?:oil|drops?|extract|tincture|gumm\w*|caps\w*)",
        r"\bhamp[ea]?[\s-]*(?:olj|olie|dråp|dropp|e[kx]s?tra[ck]t)\w*",
        r"\b(?:a|one|en|1|half a|halv)\W+(?:joint|spliff)\b(?!\W+(?:at|stretch|mobil|pain|effort|walk|meal|dinner))\w*",
        rf"\b(?:smok|vap|røyk|ryg|rök)\w*(?:{GAP}\w+){{0,2}}?{GAP}(?:joints?|pot|grass|gress|græs|gräs"
        rf"|bong|spliffs?|dope)\b",
        r"\bedibles\b|\bspliffs?\b|\bspace ?cakes?\b|\bshrooms?\b|magic truffle\w*",
        r"大麻|致幻|迷幻|抽叶子|飞叶子|裸盖菇|神奇蘑菇",
        r"\b(?:b-?12|hormone|testosterone|steroid)\W+(?:shots?|jabs?)\b|打针|打点滴|吊瓶",
        r"psilocyb\w*|magic mushroom\w*|microdos\w*|mikrodos\w*|\blsd\b|ketamin\w*|\bmdma\b|ayahuasca|fleinsopp",
        r"\binject\w*|\binjeksjon\w*|\binjektion\w*|\bsprøyte\w*|\bsprøjte\w*|\bsprut[ao]r?\b|注射|输液",
        r"\bintraven\w*|\biv drip|\bpeptides?\b|\bbpc[\s-]?157|kratom|phenibut|john'?s wort|johannes[öu]rt",
        r"prikbladet|perikon|perikum|圣约翰草",
    ),
    _topic(
        "doses",
        _("Vitamin D, calcium or magnesium to steer a blood value is for a doctor, not for an experiment."),
        r"\bvitamin[\s-]*d3?\b|\bd3?[\s-]*vitamin\w*|cholecalciferol|kolekalsiferol|threonat\w*|treonat\w*|维生素\s*D|维D",
        r"\bvit\.?[\s-]*d3?\b|\bd[\s-]?vit\b|维他命\s*D",
        rf"{MINERAL}s?[\s-]*(?:level|value|nivå|niveau|verdi|værdi|värde|tal|status|number|reading)\w*",
        rf"\b(?:serum|s|blod\w*)[\s-]*{MINERAL}|{MINERAL}\w*{GAP}(?:i|in){GAP}(?:\w+{GAP})?blo\w+",
        rf"\b(?:get|bring|push|force|få|press\w*)(?:{GAP}\w+){{0,2}}?{GAP}{MINERAL}\w*{GAP}(?:up|down|opp?|upp|ned|ner)\b",
        rf"\b(?:rais\w*|boost\w*|lower\w*|hev\w*|hæv\w*|höj\w*|senk\w*|sænk\w*|sänk\w*"
        rf"|(?:få|bring|get) (?:up|opp?|upp|ned|ner))"
        rf"(?:{GAP}\w+){{0,2}}?{GAP}{MINERAL}",
        r"血镁|血钙|血清.?[镁钙]|[镁钙](?:水平|浓度|值)|(?:提高|升高|提升|降低|调高|调节).{0,4}[镁钙]",
        r"\b(?:calcium|kalsium|kalcium)[\s-]*(?:supplement|tilskud|tilskot|tillskott|tablet|pill|capsul|kaps|citrat|carbon)\w*",
        r"\b(?:serum|blood)[\s-]+(?:magnesium|calcium|iron)|(?:calcium|kalsium|kalcium)\W+\d+\s*mg|钙片",
    ),
    _topic(
        "others",
        _("An experiment here is on yourself alone, never on a child or somebody else."),
        r"(?<!\bread )(?<!\breading )(?<!\bsing )\b(?:on|give|giving|feed|for)\W+(?:my|our|the|a)\W+(?:\w+\W+){0,2}?"
        r"(?:son|daughter|child\w*|kids?|baby|toddler|infant|wife|husband|partner|mother|father|mum|dad|patients?|clients?)\b",
        r"(?<!\blese )(?<!\blæse )(?<!\bläsa )(?<!\bsynge )(?<!\bsjunga )"
        r"\b(?:gi|gir|give|giver|ge|ger|på|for|för|til|till)\W+(?:\w+\W+){0,2}?"
        r"(?:sønn\w*|datter\w*|dattera|barn\w*|børn\w*|baby\w*|son|sonen|dotter\w*|kone|kona|mand|mannen|fru|sambo\w*|mamma|pappa|mor|far)\b",
        rf"\bput(?:ting)?{GAP}(?:my|our|the|a){GAP}(?:\w+{GAP}){{0,2}}?{KIN}{GAP}(?:back{GAP})?on\b",
        rf"\b(?:mak\w*|get|have|let|ask){GAP}(?:my|our|the){GAP}(?:\w+{GAP}){{0,2}}?{KIN}{GAP}(?:to{GAP})?"
        rf"(?:eat|drink|take|try|stop|skip|avoid|cut|go without)\b",
        rf"{BESIDE}\b(?:my|our){GAP}(?:\w+{GAP}){{0,2}}?{KIN}{GAP}(?:(?:will|should|must|can|not|only){GAP})*"
        rf"(?:eats?|drinks?|takes?|gets?(?!\W+(?:to|up|home|back))"
        rf"|tr(?:y|ies)|stops?|skips?|avoids?|goes without|cuts?)\b",
        rf"{BESIDE}\b(?:min|mitt?|mine|mina|vår\w*|vor\w*){GAP}(?:\w+{GAP})?{KIND}{GAP}{MUST}",
        rf"{BESIDE}\b{KINDER}{GAP}(?:min|mi|mitt|mine|vår|våre){GAP}{MUST}",
        rf"(?:给|让|在)(?:我的?)?{QIN}(?!们?(?:读|讲|念|唱))",
        rf"(?<![陪和跟与])(?<![陪和跟与]我)(?<![陪和跟与]我的){QIN}(?:每天|都|先)?(?:不|只|少)?[吃喝服]",
    ),
)


def forbidden(*words: str) -> tuple[Topic, ...]:
    """The topics that these words of a plan name, none if it may go on to the safety questions."""
    text = unicodedata.normalize("NFKC", " . ".join(words))
    return tuple(topic for topic in TOPICS if topic.pattern.search(text))
