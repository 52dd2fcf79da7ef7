"""同一个文件送来两遍，只让头一遍进门。"""

from collections.abc import Callable

from core.chat.incoming import Incoming, Kind, Uploaded
from core.chat.onebot.uploads import SeenUploads

Make = Callable[..., Incoming]
SEGMENT = Uploaded("名单.xlsx", 51050, "b1c2", url="https://example.invalid/x")
NOTICE = Uploaded("名单.xlsx", 51050, "/2a3f", "102")


def upload(message: Make, file: Uploaded, **differences: object) -> Incoming:
    return message(kind=Kind.UPLOADED, files=(file,), **differences)


def test_a_segment_and_a_notice_of_one_file_are_one_in_either_order(message: Make) -> None:
    for first, second in ((SEGMENT, NOTICE), (NOTICE, SEGMENT)):
        seen = SeenUploads()
        assert seen.first(upload(message, first), 0.0)
        assert not seen.first(upload(message, second), 29.0)
        assert not seen.first(upload(message, second), 30.0)


def test_the_same_file_half_a_minute_later_is_another(message: Make) -> None:
    seen = SeenUploads()
    assert seen.first(upload(message, SEGMENT), 0.0)
    assert seen.first(upload(message, SEGMENT), 30.5)


def test_a_size_that_was_not_given_fits_any(message: Make) -> None:
    for first, second in ((0, 51050), (51050, 0)):
        seen = SeenUploads()
        assert seen.first(upload(message, Uploaded("名单.xlsx", first, "a")), 0.0)
        assert not seen.first(upload(message, Uploaded("名单.xlsx", second, "b")), 1.0)


def test_files_of_other_people_places_names_and_sizes_are_others(message: Make) -> None:
    seen = SeenUploads()
    assert seen.first(upload(message, SEGMENT), 0.0)
    assert seen.first(upload(message, SEGMENT, user_id="101"), 0.0)
    assert seen.first(upload(message, SEGMENT, group_id="901"), 0.0)
    assert seen.first(upload(message, SEGMENT, account="10001"), 0.0)
    assert seen.first(upload(message, Uploaded("名单2.xlsx", 51050)), 0.0)
    assert seen.first(upload(message, Uploaded("名单.xlsx", 51051)), 0.0)


def test_of_two_files_one_new_one_is_enough(message: Make) -> None:
    seen = SeenUploads()
    assert seen.first(upload(message, SEGMENT), 0.0)
    both = message(kind=Kind.UPLOADED, files=(NOTICE, Uploaded("另一个.docx", 5)))
    assert seen.first(both, 1.0)
    assert not seen.first(both, 1.0)


def test_only_the_latest_are_remembered(message: Make) -> None:
    seen = SeenUploads()
    assert seen.first(upload(message, SEGMENT), 0.0)
    for i in range(256):
        assert seen.first(upload(message, Uploaded(f"{i}.xlsx", 1)), 0.0)
    assert seen.first(upload(message, SEGMENT), 0.0)
