"""A tree of files is sorted by clients; what is left out is named with the reason."""

from pathlib import PurePosixPath

from proof_of_talent.intake.folders import sort_tree


def sort(*paths: str, folders: tuple[str, ...] = ()):
    return sort_tree(map(PurePosixPath, paths), list(map(PurePosixPath, folders)))


def list_clients(*paths: str, folders: tuple[str, ...] = ()) -> dict[str, list[str]]:
    found = sort(*paths, folders=folders)
    return {str(one.path): [str(path.relative_to(one.path)) for path in one.papers] for one in found.clients}


def test_papers_in_folders_below_belong_to_their_client() -> None:
    assert list_clients(
        "2026/anna/Letters/one.pdf", "2026/anna/evidence/more/a.docx", "2026/ben/cv.PDF", "2026/ben/x/y.pdf",
        "2026/cleo/answers.json", "2026/cleo/deep/er/cv.pdf",
    ) == {
        "2026/anna": ["Letters/one.pdf", "evidence/more/a.docx"],
        "2026/ben": ["cv.PDF", "x/y.pdf"],
        "2026/cleo": ["deep/er/cv.pdf"],
    }  # fmt: skip


def test_a_single_folder_is_one_client() -> None:
    assert list_clients("cv.pdf", "letters/a.pdf") == {".": ["cv.pdf", "letters/a.pdf"]}


def test_what_is_left_out_is_named_and_clients_without_papers_too() -> None:
    found = sort(
        "stray.pdf", "anna/cv.pdf", "anna/photo.jpg", "anna/.DS_Store", "__MACOSX/anna/cv.pdf",
        "dora/client.json", folders=("anna", "dora", "empty", "deep", "deep/empty"),
    )  # fmt: skip
    assert {str(one.path): len(one.papers) for one in found.clients} == {
        "anna": 1, "dora": 0, "empty": 0, "deep/empty": 0,
    }  # fmt: skip
    assert [str(left.path) for left in found.left_out] == ["anna/photo.jpg", "stray.pdf"]
    assert found.clients[2].client == PurePosixPath("dora/client.json")
