"""What kind of act a sentence tells: candidates for the incident type by verbs and nouns, in English and Russian.

A candidate is a reason to look at the codebook's definition, which the page shows beside it. Where one sentence fits several
types, all are offered; the more telling words come first.
"""

import re
from dataclasses import dataclass

from incidents.reading.words import Span, sentences

GAP = r"(?:\W+\w+){0,%d}?\W+"
NEAR, FAR = GAP % 3, GAP % 6

PATTERNS: dict[str, tuple[str, ...]] = {
    "V10": (
        r"critici[sz]\w+|condemn\w*|denounc\w+|accus(?:ed|es|e|ing)\b|blamed|slammed",
        r"осуди\w+|осужда\w+|обвин(?:ил|яет|или|яют)\w*|раскритик\w+",
    ),
    "V20": (
        r"rebuke[sd]?|rebuff\w*|retort\w*|hit back|shot back|rejected (?:the )?(?:protest|claim|accusation)\w*",
        r"отповед\w+|парировал\w*|отверг\w*|резко ответил\w*",
    ),
    "V30": (r"demand(?:s|ed|ing)?\b|calls? (?:on|for)\b|called (?:on|for)\b", r"потребовал\w*|требует"),
    "V40": (
        r"threat(?:en|ens|ened|ening)\b|ultimatum|warns? of (?:retaliation|consequences)",
        r"угроз\w+|пригрозил\w*|ультиматум\w*",
    ),
    "V50": (
        r"insult\w*|chauvinis\w+|derogatory|belittl\w+|imperial(?:ist)? (?:tone|language|remarks)",
        r"оскорб\w+|шовинист\w+|унизительн\w+|имперск\w+ тон\w*",
    ),
    "V60": (
        rf"territorial claims?|claims? (?:the )?territor\w+|denie[sd]{NEAR}statehood|never (?:was|been) a state",
        r"территориальн\w+ претензи\w+|никогда не был\w* государств\w*",
    ),
    "D10": (
        rf"note of protest|diplomatic note|note verbale|d[ée]marche|lodge[sd]?{NEAR}(?:protest|complaint)|expresse[sd]{NEAR}concern{NEAR}ambassador|(?:handed?|hands) over a note|protests? to\b|protested to\b",
        r"нот[ауы] протеста|дипломатическ\w+ нот\w+|демарш\w*|вруч\w+ нот\w+|выразил\w* протест",
    ),
    "D20": (
        rf"summon(?:s|ed|ing)?\b|called in{FAR}ambassador|ambassador{NEAR}(?:was |is )?called in",
        r"вызва(?:л|н|ли|ла)\w* (?:\w+ ){0,3}посл\w+|вызов\w* посла|посол\w* (?:\w+ ){0,3}вызван|посла (?:\w+ ){0,4}вызвали",
    ),
    "D30": (
        rf"cancel(?:s|led|ed|ling)?\b{FAR}(?:visit|meeting|trip|summit|talks)|postpone[sd]?{FAR}(?:visit|meeting|trip)|(?:visit|meeting|trip|summit){NEAR}(?:cancel|postpone)\w*|boycott\w*|skip(?:s|ped){NEAR}(?:summit|parade|meeting)",
        r"отмен(?:ил|ен|ён)\w* (?:\w+ ){0,4}(?:визит|встреч|поездк)\w*|визит\w* отмен\w+|бойкот\w*",
    ),
    "D40": (
        rf"recall(?:s|ed|ing)?\b{NEAR}(?:ambassador|envoy|charg)\w*|(?:ambassador|envoy){NEAR}recalled",
        r"отозва(?:л|н|ли)\w* (?:\w+ ){0,3}посл\w+|отзыв\w* посла",
    ),
    "D45": (r"refus\w+ (?:the )?agr[ée]ment|agr[ée]ment (?:was )?refused", r"отказ\w* в агремане"),
    "D50": (
        rf"expel(?:s|led|ling)?\b{FAR}(?:diplomat|ambassador|attach|envoy|staff)\w*|expulsion{NEAR}diplomat\w*|persona non grata|diplomat\w*{NEAR}expelled",
        r"высла(?:л|н|ли|ны)\w* (?:\w+ ){0,4}дипломат\w*|высылк\w+ дипломат\w*|персон\w+ нон грата",
    ),
    "D60": (
        rf"(?:reduc|cut)\w*{FAR}(?:embassy|diplomatic|consular) staff|(?:embassy|mission) staff{NEAR}(?:cut|reduced)",
        r"сокра(?:тил|щен)\w* (?:\w+ ){0,4}(?:персонал|штат)\w*",
    ),
    "D65": (
        rf"downgrad\w+{NEAR}(?:relations|ties)|upgrad\w+{NEAR}(?:relations|ties)",
        r"понизил\w* (?:\w+ ){0,3}уров\w+ (?:\w+ ){0,2}отношени\w+",
    ),
    "D70": (
        rf"clos(?:e|es|ed|ing|ure){FAR}(?:embassy|consulate|mission)|(?:embassy|consulate){NEAR}clos(?:ed|ure)",
        r"закры(?:л|т|ли|тие)\w* (?:\w+ ){0,3}(?:посольств|консульств)\w*",
    ),
    "D80": (
        rf"(?:sever|break|broke|cut)\w*(?: off)?{NEAR}(?:diplomatic )?(?:relations|ties)",
        r"разорвал\w* (?:\w+ ){0,2}отношени\w+|разрыв\w* (?:\w+ ){0,2}отношени\w+",
    ),
    "D90": (
        rf"(?:withdr[ae]w\w*|suspend\w*|denounc\w+|pull\w* out){FAR}(?:treaty|agreement|organi[sz]ation|membership|convention|pact)",
        r"(?:вышл\w*|выход\w*|приостанов\w+|денонс\w+) (?:\w+ ){0,4}(?:договор|соглашени|организаци|членств)\w*",
    ),
    "P10": (
        rf"(?:denie[sd]|refus\w+){NEAR}(?:entry|visa|admission)|denied entry|turn(?:s|ed)? (?:\w+ ){{0,5}}(?:back|away)\b|not (?:allowed|let) (?:in|into)|barred from entering",
        r"не (?:пустил|впустил|пропустил)\w*|отказ\w* во въезде|отказан\w* во въезде|развернул\w*",
    ),
    "P20": (
        rf"entry bans?|blacklist\w*|stop[- ]list|bans?{NEAR}from entering|travel bans?",
        r"запре(?:т|тил)\w* (?:на )?въезд\w*|чёрн\w+ списк\w*|черн\w+ списк\w*",
    ),
    "P30": (
        r"arrest(?:s|ed|ing)?\b|detain(?:s|ed|ing)?\b|detention of|took into custody|taken into custody",
        r"арест\w*|задержа(?:л|н|ли|ны|на|ние)\w*",
    ),
    "P35": (r"consular access|(?:denied|refused) (?:a )?consular", r"консульск\w+ доступ\w*"),
    "P40": (
        r"deport(?:s|ed|ing|ation|ations)?\b|expel(?:s|led)? (?:\w+ ){0,3}(?:migrants|journalists?|citizens|students|clergy)",
        r"депортир\w+|депортаци\w+|выдвор\w+",
    ),
    "P45": (
        rf"push\w*{NEAR}migrants{NEAR}border|instrumentali[sz]\w+ migra\w+",
        r"мигрант\w* (?:\w+ ){0,3}к границ\w*",
    ),
    "P50": (
        r"beat(?:s|ing|en|ings)?\b|assault(?:s|ed|ing)?\b|mistreat\w*|ill-treat\w*|harsh(?:ly)? treat\w*|humiliat\w+|tortur\w+",
        r"изби(?:л|т|ли|ты|ение)\w*|пыт(?:ал|ки|ок)\w*|жесток\w+ обращени\w+|насили\w+",
    ),
    "P55": (
        rf"(?:attack|storm|vandali|throw|threw)\w*{FAR}(?:embassy|consulate|mission)|(?:embassy|consulate){NEAR}(?:attacked|stormed|vandali[sz]ed|searched|raided)",
        r"(?:напад|напал|штурм|атак)\w* (?:\w+ ){0,3}(?:посольств|консульств)\w*",
    ),
    "P60": (
        r"recruit(?:s|ed|ing|ment)?\b|mercenar\w+|sign\w* contracts? to (?:fight|serve)|signed up (?:\w+ ){0,3}to fight",
        r"вербов\w+|завербов\w+|наёмни\w+|наемни\w+",
    ),
    "P65": (
        r"(?:harass|threaten|surveil|intimidat)\w* (?:\w+ ){0,3}(?:exile|diaspora|dissident)\w*|overseas police",
        r"давлени\w+ на (?:\w+ ){0,2}(?:эмигрант|диаспор)\w*",
    ),
    "P70": (
        r"abduct\w*|kidnap\w*|poison(?:ed|ing)\b|assassinat\w*|hostage\w*",
        r"похи(?:тил|щен)\w*|отрав(?:ил|лен)\w*|заложник\w*",
    ),
    "P80": (
        r"visa[- ]free (?:\w+ ){0,2}(?:ended|suspended|cancel\w+)|suspend\w* (?:\w+ ){0,2}visas?|work permits?|travel (?:warning|advisory)",
        r"безвизов\w+|приостанов\w+ (?:\w+ ){0,3}виз\w*|разрешени\w+ на работу",
    ),
    "P90": (
        r"clos(?:e|es|ed|ing|ure) (?:\w+ ){0,4}(?:border|airspace|crossing|port)s?\b|(?:border|airspace|crossing)s? (?:\w+ ){0,2}closed|flight bans?|ban(?:s|ned)? (?:\w+ ){0,3}(?:flights|airlines)",
        r"закры(?:л|т|ли|тие|ты)\w* (?:\w+ ){0,3}(?:границ|воздушн|пункт)\w*",
    ),
    "L10": (
        r"investigat(?:es|ed|ing|ion|ions)\b|inquir(?:y|ies)\b|probe[sd]?\b|opened a (?:criminal )?case",
        r"расследовани\w+|расследу\w+|проверк\w+|возбу\w+ дел\w+",
    ),
    "L20": (
        r"pass(?:es|ed) (?:\w+ ){0,3}(?:law|bill|resolution)|adopt(?:s|ed) (?:\w+ ){0,3}(?:law|decree|bill)|signed (?:\w+ ){0,3}(?:law|decree)",
        r"принял\w* (?:\w+ ){0,3}закон\w*|подписал\w* (?:\w+ ){0,3}(?:закон|указ)\w*",
    ),
    "L30": (
        r"arrest warrants?|wanted list|indict(?:s|ed|ment)\b|sentenced|convicted|charged with espionage|foreign agents?\b|undesirable organi[sz]ation",
        r"ордер\w* на арест|в розыск|приговор\w*|иноагент\w*|нежелательн\w+ организаци\w+",
    ),
    "L40": (
        r"International Court of Justice|\bICJ\b|\bWTO\b|extradit\w+|Interpol|arbitrat\w+|(?:filed|brought) (?:\w+ ){0,2}(?:case|suit|claim) against",
        r"международн\w+ суд\w*|экстради\w+|Интерпол\w*|арбитраж\w*",
    ),
    "L50": (
        r"strip\w* (?:\w+ ){0,2}citizenship|grant\w* (?:\w+ ){0,2}(?:citizenship|passports)|issu\w+ (?:\w+ ){0,2}passports",
        r"лиш(?:ил|ен|ён)\w* (?:\w+ ){0,2}гражданств\w*|паспортизаци\w+|выда\w+ паспорт\w*",
    ),
    "I10": (
        r"(?:block|ban|clos|suspend)(?:s|es|ed|ned|ing|ning)? (?:\w+ ){0,4}(?:website|site|channel|broadcast\w*|outlet|cultural cent\w+|NGO)|(?:revok|strip)\w+ (?:\w+ ){0,2}accreditation",
        r"заблокир\w+ (?:\w+ ){0,3}(?:сайт|канал)\w*|лиш\w+ аккредитаци\w+|закрыл\w* (?:\w+ ){0,3}(?:центр|вещани)\w*",
    ),
    "I20": (
        r"propaganda|disinformation|speculat(?:ed|es|ion)\b|fake news|false (?:report|story|stories)",
        r"пропаганд\w+|дезинформаци\w+|фейк\w*|вброс\w*",
    ),
    "I25": (
        r"leak(?:s|ed|ing)? (?:\w+ ){0,4}(?:cable|call|note|recording|document)s?\b|leaked\b|published (?:\w+ ){0,3}recording",
        r"утечк\w+|слил\w* (?:\w+ ){0,3}(?:запис|документ)\w*",
    ),
    "I30": (
        r"monuments?\b|memorials?\b|inscription|flag (?:was )?(?:burn|torn|removed)\w*|renam(?:ed|ing)\b|anthem",
        r"памятник\w*|мемориал\w*|надпис\w+|сожг\w+ флаг\w*|переименов\w+",
    ),
    "E10": (
        r"sanction(?:s|ed|ing)?\b|froze (?:\w+ ){0,3}assets|asset freeze",
        r"санкци\w+|замороз\w+ актив\w*",
    ),
    "E15": (
        r"(?:ban|halt|suspend|restrict)(?:s|ned|ed|ning|ing)? (?:\w+ ){0,4}(?:imports?|exports?)|embargo\w*|(?:import|export) ban",
        r"запре(?:т|тил)\w* (?:\w+ ){0,3}(?:импорт|экспорт|ввоз|вывоз)\w*|эмбарго",
    ),
    "E20": (
        r"tariffs?\b|duties on|customs checks|boycott of goods|queue of (?:trucks|lorries)",
        r"пошлин\w+|таможенн\w+ (?:досмотр|проверк)\w*|фур\w* на границе",
    ),
    "E30": (
        r"(?:cut|halt|stop|suspend)(?:s|ped|ed|ping|ting)?(?: off)? (?:\w+ ){0,3}(?:gas|oil|electricity|water|supplies|supply)\b",
        r"прекратил\w* (?:\w+ ){0,3}(?:поставк|подач)\w*|перекры\w+ (?:\w+ ){0,2}(?:газ|вод)\w*",
    ),
    "S10": (
        r"troop build-?up|mass(?:ed|ing|es) troops|(?:military )?exercises? (?:near|on|along)|deploy(?:s|ed|ing|ment|ments)?\b|on high alert",
        r"учени\w+ (?:у|вблизи|на) границ\w*|стягива\w+|размести\w+ (?:\w+ ){0,4}(?:войск|подраздел)\w*",
    ),
    "S20": (
        r"(?:violat|cross|intrud|enter)\w* (?:\w+ ){0,3}(?:border|airspace)|(?:border|airspace) violation|drone (?:\w+ ){0,3}(?:fell|crashed|entered)",
        r"наруш\w+ (?:\w+ ){0,3}(?:границ|воздушн)\w*|дрон\w* (?:\w+ ){0,3}упал\w*",
    ),
    "S25": (
        r"(?:board|seiz|detain|intercept|ram)\w* (?:\w+ ){0,4}(?:vessel|ship|tanker|boat|aircraft|plane)",
        r"задержа\w+ (?:\w+ ){0,3}(?:судн|танкер|корабл)\w*|перехват\w*",
    ),
    "S30": (
        r"invasion|invade[sd]?\b|invading|shell(?:ed|ing)\b|airstrikes?|missile (?:strike|attack)s?|shot down|shoots? down|clash(?:es|ed)?\b|opened fire|exchange of fire",
        r"вторжени\w+|вторг\w+|обстрел\w*|сби(?:л|т|ли|ты)\w*|перестрелк\w+|столкновени\w+|авиаудар\w*|ракетн\w+ удар\w*",
    ),
    "S40": (
        r"espionage|spy(?:ing)?\b|spies|sabotag\w*|cyber-?attacks?|hack(?:s|ed|ing|ers)?\b",
        r"шпион\w*|диверси\w+|кибератак\w*|взлом\w*",
    ),
    "S50": (
        r"suppl(?:y|ies|ied) (?:\w+ ){0,3}(?:rebels|militia|separatists)|prox(?:y|ies)\b|arm(?:s|ed|ing) (?:rebels|separatists)",
        r"поддержк\w+ (?:\w+ ){0,2}(?:сепаратист|боевик)\w*",
    ),
    "C10": (
        r"visit(?:s|ed|ing)?\b|meets? with|met with|phone call|talks with|attend(?:s|ed|ing)?\b|held talks|telephone conversation",
        r"визит\w*|посети\w+|встретил\w*|переговор\w*|телефонн\w+ разговор\w*",
    ),
    "C20": (
        r"sign(?:s|ed)? (?:\w+ ){0,4}(?:agreement|treaty|memorandum|protocol|deal)|extradited to|agree(?:s|d) (?:on|to)\b",
        r"подписал\w* (?:\w+ ){0,4}(?:соглашени|договор|меморандум|протокол)\w*|договорил\w+",
    ),
    "C25": (
        r"prisoner (?:exchange|swap)s?|exchange of prisoners|swap of (?:prisoners|detainees)",
        r"обмен\w* (?:\w+ ){0,2}(?:пленн|заключ)\w*",
    ),
    "C30": (
        r"releas(?:es|ed|ing)\b|compensat(?:es|ed|ion)|lift(?:s|ed) (?:\w+ ){0,3}(?:ban|sanctions)|reopen(?:s|ed)\b|resum(?:es|ed|ption)\b|return(?:s|ed) (?:\w+ ){0,3}ambassador",
        r"освобо(?:дил|жден|ждён)\w*|отпустил\w*|снял\w* (?:\w+ ){0,3}(?:запрет|санкци)\w*|возобнов\w+",
    ),
    "C35": (r"apologi[sz](?:es|ed|e|ing)\b|apology|apologies", r"извин(?:ил|ени)\w*"),
}
RANK = {"C10": 2, "V10": 1, "I30": 1, "L10": 1, "V30": 1, "C20": 1}  # told by everyday words: offered last
COMPILED = [
    (code, re.compile("|".join(rf"\b(?:{pattern})" for pattern in both), re.IGNORECASE))
    for code, both in PATTERNS.items()
]
PASSIVE = re.compile(
    r"(?:\b(?:was|were|been|being|is|are|got)\s+(?:\w+ly\s+)?|\bбыл[аои]?\s+)$", re.IGNORECASE
)
PARTICIPLE = re.compile(r"(?:denied|refused|barred|turned|\w+ed|\w+en|\w+н[аоы]?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Act(Span):
    """Words that tell an act, with the type they speak for; `passive` when the one acted on stands before them."""

    written: str
    code: str
    sentence: Span
    passive: bool


def acts(text: str) -> list[Act]:
    """Candidates in the order of the text; in one sentence the more telling first, each type once."""
    found: list[Act] = []
    for sentence in sentences(text):
        here = [act for act in (first(text, sentence, *one) for one in COMPILED) if act]
        found += sorted(here, key=lambda act: (RANK.get(act.code, 0), act.start))
    return found


def first(text: str, sentence: Span, code: str, pattern: re.Pattern) -> Act | None:
    match = pattern.search(text, sentence.start, sentence.end)
    if match is None:
        return None
    before = text[sentence.start : match.start()]
    passive = bool(PASSIVE.search(before) and PARTICIPLE.match(match.group()))
    return Act(match.start(), match.end(), match.group(), code, sentence, passive)
