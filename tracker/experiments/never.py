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
    r"|prozac|zoloft|cipralex|lexapro|ozempic|wegovy|ritalin|concerta"
    r"|舍曲林|西酞普兰|氟西汀|帕罗西汀|文拉法辛|度洛西汀|米氮平|喹硫平|奥氮平|碳酸锂|二甲双胍|胰岛素|优甲乐|奥美拉唑"
)
LESS = (
    r"\b(?:stop\w*|quit\w*|skip\w*|cut|cutting|reduc\w*|taper\w*|lower\w*|halv\w*|half|replac\w*|swap\w*|instead|without"
    r"|off|pause|drop\w*|less|fewer|no|wean\w*|chang\w*|doubl\w*|increas\w*|slutt\w*|kutt\w*|reduser\w*|trapp\w*|ned"
    r"|erstatt\w*|i stedet|isteden\w*|uten|hopp\w*|hold\w* op|udelad\w*|spring\w*|nedsæt\w*|uden|ingen|mindre|færre"
    r"|bytt?\w*|slut\w*|minsk\w*|ersätt\w*|istället|utan|färre|sätt\w* ut|ute?lat\w*|øk\w*|øg\w*|öka\w*"
    r"|dobb?l\w*|dubbl\w*)\b"
)
TREATMENT = (
    r"\b(?:\w*medicin\w*|\w*medisin\w*|medication\w*|meds|\w*tablett\w*|tablets|pills?|\w*piller\w*|prescri\w*|\w*resept\w*"
    r"|\w*recept\w*|antidepres\w*|ssri\w*|blood thinner\w*|blodfort[yu]nn\w*|inhal\w*|birth control|psychotherap\w*"
    r"|psykoterap\w*|therapy|terapi\w*|therapist\w*|\w*behandling\w*|treatment\w*|dose|dosen|dosis|psykolog\w*)\b"
)
GAP = r"[^\w.;:!?]+"  # between words, never across the end of a sentence


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
        r"(?:停|减|换|断|跳过|代替|替代|不吃|不再).{0,8}(?:药|治疗|疗法|抗抑郁)",
        r"(?:药|抗抑郁).{0,6}(?:停|减量|减半|换成|不吃|加量)",
    ),
    _topic(
        "transplant",
        _("Faecal transplants and enemas at home can cause serious infections."),
        r"f(?:a?e|æ|e)[ck]al\w*[\s-]*(?:\w+[\s-]+)?transpl\w*|\bfmt\b|\b(?:stool|poo|poop)[\s-]+(?:transpl|donor|caps)\w*",
        r"(?:avførings|afførings|avförings|fekal|fækal|bajs|bæsj)[\s-]*(?:transpl|mikro|donor|kaps)\w*",
        r"\benemas?\b|\bklyster\w*|\blavement\w*|\bcolonic\w*|tarmskyl\w*|tarmskøl\w*|tarmsköl\w*|粪菌|粪便|灌肠",
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
        r"\bstarv\w*|\bsulte\w*|\bsvälta?\b|(?<![\d.,])[1-9]\d{0,2}\s*(?:kcal|calories|kalorier)\b",
    ),
    _topic(
        "sleep",
        _("Cutting sleep short can harm, and is a treatment with its own rules."),
        r"\bsleep[\s-]*(?:restrict|depriv)\w*|\bsøvn(?:restrik|depriv|beskær)\w*|\bsömn(?:restrik|depriv)\w*",
        r"\ball[\s-]*nighter|\b(?:up|awake) all night|\bvåken hele natt\w*|\bvågen hele natt\w*|\bvaken hela natten",
        r"\bsleep\w*\W+(?:only\W+)?[1-4]\W+hours|\bso[vw]\w*\W+(?:bare\W+|kun\W+|bara\W+)?[1-4]\W+tim\w*|睡眠限制|熬夜|通宵|不睡",
    ),
    _topic(
        "drugs",
        _("Unlicensed products, injections and drugs are not tried here."),
        r"\bcbd\b|cannab\w*|marijuana|\bweed\b|\bhas[hj]\b|\bhampolj\w*|\bthc\b|大麻|致幻|迷幻",
        r"psilocyb\w*|magic mushroom\w*|microdos\w*|mikrodos\w*|\blsd\b|ketamin\w*|\bmdma\b|ayahuasca|fleinsopp",
        r"\binject\w*|\binjeksjon\w*|\binjektion\w*|\bsprøyte\w*|\bsprøjte\w*|\bsprut[ao]r?\b|注射|输液",
        r"\bintraven\w*|\biv drip|\bpeptides?\b|\bbpc[\s-]?157|kratom|phenibut|john'?s wort|johannes[öu]rt",
        r"prikbladet|perikon|perikum|圣约翰草",
    ),
    _topic(
        "doses",
        _("Vitamin D, calcium or magnesium to steer a blood value is for a doctor, not for an experiment."),
        r"\bvitamin[\s-]*d3?\b|\bd3?[\s-]*vitamin\w*|cholecalciferol|kolekalsiferol|threonat\w*|treonat\w*|维生素\s*D|维D",
        r"\b(?:calcium|kalsium|kalcium)[\s-]*(?:supplement|tilskud|tilskot|tillskott|tablet|pill|capsul|kaps|citrat|carbon)\w*",
        r"\b(?:serum|blood)[\s-]+(?:magnesium|calcium|iron)|(?:calcium|kalsium|kalcium)\W+\d+\s*mg|钙片",
    ),
    _topic(
        "others",
        _("An experiment here is on yourself alone, never on a child or somebody else."),
        r"\b(?:on|give|giving|feed|for)\W+(?:my|our|the|a)\W+(?:\w+\W+){0,2}?(?:son|daughter|child\w*|kids?|baby|toddler"
        r"|infant|wife|husband|partner|mother|father|mum|dad|patients?|clients?)\b",
        r"\b(?:gi|gir|give|giver|ge|ger|på|for|för|til|till)\W+(?:\w+\W+){0,2}?(?:sønn\w*|datter\w*|dattera|barn\w*|børn\w*"
        r"|baby\w*|son|sonen|dotter\w*|kone|kona|mand|mannen|fru|sambo\w*|mamma|pappa|mor|far)\b",
        r"(?:给|让|在)(?:我的?)?(?:孩子|儿子|女儿|宝宝|婴儿|老公|老婆|妈妈|爸爸|丈夫|妻子)",
    ),
)


def forbidden(*words: str) -> tuple[Topic, ...]:
    """The topics that these words of a plan name, none if it may go on to the safety questions."""
    text = unicodedata.normalize("NFKC", " . ".join(words))
    return tuple(topic for topic in TOPICS if topic.pattern.search(text))
