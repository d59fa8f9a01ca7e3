"""What an enterprise does in the sweep; each step looks whether it was done before a death."""

from datetime import timedelta

from sqlalchemy import select

from flows.running import now, store_of
from jishen.cases.claim_terms import CLAIMABLE_STATES
from jishen.cases.claim_uploads import FOLDER, Upload, keep_upload
from jishen.cases.claims import submit_claim
from jishen.cases.key_rotation import count_by_key, rotate
from jishen.cases.links import Issuing, issue_by_hand
from jishen.cases.not_ours import Said, say_not_ours
from jishen.domain.states import CaseState
from jishen.sealing import KEY_BYTES, Seal, key_id
from jishen.settings import Settings
from jishen.store.audit import Actor
from jishen.store.links import live_links
from jishen.store.raw import RawStore
from jishen.store.session import Store
from jishen.store.tables import AwardCase, Claim, ClaimFile, NotOurs
from tests.claims.worlds import PDF, SEAL, submission, terms

NEW_SEAL = Seal((b"n" * KEY_BYTES, *SEAL.keys))
_DAY = timedelta(days=1)


def an_enterprise_answers(settings: Settings) -> None:
    """Claim the first case that was told, say of the second that it is not ours, change the key."""
    store = store_of(settings)
    with store.reading() as session:
        claimed = session.scalars(select(Claim.case_id)).first()
        disowned = session.scalars(select(NotOurs.case_id)).first()
        told = session.scalars(
            select(AwardCase)
            .where(AwardCase.state == CaseState.ENTERPRISE_NOTIFIED)
            .order_by(AwardCase.id)  # derived: the same whatever was opened first
        ).all()
    waiting = [case for case in told if case.id != disowned]
    if claimed is None:
        _claim(store, settings, waiting.pop(0))
    if disowned is None:
        said = Said(_token(store, waiting[0]), "", now(), ("审核组",))
        say_not_ours(store, said)
    with store.reading() as session:
        sealed_by = count_by_key(session)
    if key_id(SEAL.keys[0]) in sealed_by:
        rotate(store, NEW_SEAL, by="张三", at=now())
    store.close()


def _claim(store: Store, settings: Settings, case: AwardCase) -> None:
    assert case.state in CLAIMABLE_STATES
    token = _token(store, case)
    with store.reading() as session:
        kept = session.scalars(select(ClaimFile.id)).all()
    upload = Upload(token, "M8", PDF, "application/pdf", "样例.pdf")
    folder = RawStore(settings.data_folder / FOLDER)
    file = kept[0] if kept else keep_upload(store, folder, upload, at=now(), most_files=6)
    submit_claim(store, submission(token, upload_ids=(str(file),)), terms(now()))


def _token(store: Store, case: AwardCase) -> str:
    """Return the token of a new link: one that was made before a death is lost with it."""
    with store.reading() as session:
        assert isinstance(live_links(session, case.id, now()), list)
    return issue_by_hand(
        store, case.case_number, Issuing(Actor("张三", is_person=True), now(), _DAY, why="样例")
    )
