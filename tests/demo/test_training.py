from harborline.core.directory import Network
from harborline.core.listings import TrainingAudience, TrainingTopic
from harborline.demo.training import offers


def test_offers_of_known_centers_in_languages_they_speak(demo: Network) -> None:
    centers = {center.id: center for center in demo.centers}
    offered = offers(demo)
    assert 300 <= len(offered) <= 500
    for name, several in offered.items():
        assert several
        for offer in several:
            assert offer.language in centers[name].languages
            assert offer.on_site or offer.online
            assert offer.fee_usd >= 0
            assert 0 <= offer.lead_days <= 30


def test_every_audience_and_topic_is_met(demo: Network) -> None:
    drawn = [offer for several in offers(demo).values() for offer in several]
    for audience in TrainingAudience:
        for topic in TrainingTopic:
            assert sum((o.audience, o.topic) == (audience, topic) for o in drawn) >= 15
    assert {offer.language for offer in drawn} == {"en", "es"}
    assert any(offer.fee_usd == 0 for offer in drawn)
