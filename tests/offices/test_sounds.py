"""How names of offices sound, in the scripts of India."""

import pytest

from offices.rules import script_of, sounds_of, sounds_of_name

SAME = """
मैसूरु Mysuru|मैसूर Mysore|ಮೈಸೂರು Mysuru|மைசூரு Mysuru|মহীশূর Mysuru|ಬೆಂಗಳೂರು Bengaluru|பெங்களூரு Bengaluru
ಹುಬ್ಬಳ್ಳಿ Hubli|ಬಸವನಗುಡಿ Basavanagudi|சென்னை Chennai|চেন্নাই Chennai|কলকাতা Kolkata|मुंबई Mumbai|హైదరాబాద్ Hyderabad
ਅੰਮ੍ਰਿਤਸਰ Amritsar|ਲੁਧਿਆਣਾ Ludhiana|અમદાવાદ Ahmedabad|ഭോപ്പാൽ Bhopal|തിരുവനന്തപുരം Thiruvananthapuram|കോഴിക്കോട് Kozhikode
ଭୁବନେଶ୍ୱର Bhubaneswar|କଟକ Cuttack|दिल्ली Delhi|लखनऊ Lucknow|वाराणसी Varanasi|வாரணாசி Varanasi|చండీగఢ్ Chandigadh
चंडीगढ़ Chandigarh|कोयंबटूर Coimbatore|கோயம்புத்தூர் Coimbatore|గుంటూరు Guntur|কৃষ্ণনগর Krishnanagar|গুৱাহাটী Guwahati
"""


@pytest.mark.parametrize("pair", SAME.replace("|", "\n").split("\n")[1:-1])
def test_a_name_sounds_the_same_in_two_scripts(pair):
    there, _, here = pair.partition(" ")
    assert sounds_of(there) == sounds_of(here)
    assert script_of(there)
    assert not script_of(here)


@pytest.mark.parametrize("pair", ["ಮೈಸೂರು Mandya", "दिल्ली Patna", "சென்னை Kolkata", "কলকাতা Cuttack"])
def test_others_do_not(pair):
    there, _, here = pair.partition(" ")
    assert sounds_of(there) != sounds_of(here)


def test_of_a_name_only_what_says_where_is_kept():
    assert sounds_of_name("krishna nagar so | patna 800001") == ["krsn", "krsnkr", "nkr"]
    assert sounds_of_name("so | x") == []
