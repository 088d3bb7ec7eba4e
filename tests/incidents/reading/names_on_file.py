"""A few names on file, given without a database."""

from incidents.reading.gazetteer import Gazetteer
from incidents.reading.loading import add_actors, add_countries

COUNTRIES = [
    ("KAZ", "Kazakhstan", "Republic of Kazakhstan", "Astana"),
    ("RUS", "Russia", "Russian Federation", "Moscow"),
    ("TUR", "Türkiye", "", "Ankara"),
    ("TKM", "Turkmenistan", "", "Ashgabat"),
    ("NER", "Niger", "", "Niamey"),
    ("NGA", "Nigeria", "", "Abuja"),
    ("USA", "United States", "United States of America", "Washington"),
]
NAMES = [
    ("KAZ", "ru", "Казахстан"),
    ("KAZ", "zh", "哈萨克斯坦"),
    ("KAZ", "ar", "كازاخستان"),
    ("RUS", "ru", "Россия"),
    ("TUR", "en", "Turkey"),
    ("USA", "en", "US"),
]
ACTORS = [
    (1, "person", "Vera Orlova", ""),
    (2, "ministry", "Ministry of Foreign Affairs of Kazakhstan", ""),
    (3, "media", "The Steppe Herald", ""),
    (4, "person", "Boris Orlov", ""),
]
ACTOR_NAMES = [(1, "Вера Орлова"), (2, "МИД Казахстана"), (4, "Борис Орлов")]
ACTOR_COUNTRIES = [(1, "RUS"), (2, "KAZ")]


def gazetteer() -> Gazetteer:
    found = Gazetteer()
    add_countries(found, COUNTRIES, NAMES)
    add_actors(found, ACTORS, ACTOR_NAMES, ACTOR_COUNTRIES)
    return found
