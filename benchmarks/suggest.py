"""How long a suggestion takes, warm: `./passerelle manage shell -v 0 < benchmarks/suggest.py`."""

from time import perf_counter

from crm.taxonomy.suggest import suggest_occupations, suggest_skills

WORDS = ("gars de scie", "welder", "préposée aux bénéficiaires", "wleder", "journalier", "cuisinier", "72106")
suggest_occupations("soudeur", "fr")
taken = []
for _round in range(20):
    for words in WORDS:
        began = perf_counter()
        suggest_occupations(words, "fr")
        suggest_skills(words, "fr")
        taken.append(1000 * (perf_counter() - began))
taken.sort()
median, late = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
print(f"median {median:.1f} ms, 95th percentile {late:.1f} ms, {len(taken)} tries")
