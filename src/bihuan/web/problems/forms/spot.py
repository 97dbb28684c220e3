"""The on-the-spot form: two photos that may have come before it, each with its signed note."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO, cast

from django import forms
from django.core import signing

from bihuan.web.access import Actor
from bihuan.web.campaigns.models import CheckItem
from bihuan.web.problems.camera import Moment
from bihuan.web.problems.files import Kept, Unfit, keep, path_of
from bihuan.web.problems.forms.fields import words_field
from bihuan.web.problems.forms.raising import item_words, places_for
from bihuan.web.problems.services import NotNow, Shot, Spot
from bihuan.web.ui.forms import LookForm, speak

SHOTS = ("before", "after")
_SALT = "problems.spot"
# As long as a moment of the server's is good for: photos that got through wait for their form until there is signal again.
_GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Photo:
    """A photo taken in before its form: the stored file, when it was taken and where; `taken` is None for one that came with the form."""

    kept: Kept
    taken: Moment | None = None
    spot: Spot | None = None

    def note(self, actor: Actor) -> str:
        """Signed words that stand for the photo; only this person may use them."""
        moment = {"at": self.taken.at.isoformat(), "clock": self.taken.clock} if self.taken else None
        place = asdict(self.spot) if self.spot else None
        held = {"person": actor.person_id, "kept": asdict(self.kept), "moment": moment, "place": place}
        return signing.dumps(held, salt=_SALT)


def take_in(actor: Actor, file: BinaryIO, name: str, taken: Moment, spot: Spot | None) -> Photo:
    """Stores a photo that comes before its form; NotNow with the reason when it is refused."""
    try:
        kept = keep(file, name)
    except Unfit as unfit:
        raise NotNow(str(unfit)) from unfit
    if not kept.media_type.startswith("image/"):
        raise NotNow(f"要一张照片，{kept.name} 不是照片。请重新拍。")
    return Photo(kept, taken, spot)


def photo_of(actor: Actor, note: str) -> Photo | None:
    """The photo a note stands for; None for a note that is forged, old or another person's."""
    try:
        held = signing.loads(note, salt=_SALT, max_age=_GOOD_FOR) if note else {}
    except signing.BadSignature:
        return None
    if held.get("person") != actor.person_id:
        return None
    moment, place = held["moment"], held["place"]
    taken = Moment(datetime.fromisoformat(moment["at"]), moment["clock"]) if moment else None
    return Photo(Kept(**held["kept"]), taken, Spot(**place) if place else None)


class SpotForm(LookForm):
    """On the spot: two photos, one form. Photos taken in once need not be taken again when another field was refused."""

    area_code = forms.TypedChoiceField(label="哪个村", coerce=int)
    household = forms.CharField(label="哪一户", max_length=60, required=False)
    title = forms.CharField(label="什么问题", max_length=60)
    check_item = forms.ModelChoiceField(
        label="排查项目", queryset=CheckItem.objects.none(), required=False, empty_label="没有对应的"
    )
    before = forms.FileField(label="整改前的照片")
    after = forms.FileField(label="整改后的照片")
    done = words_field("做了什么", 2)
    accepted_by = forms.ChoiceField(
        label="谁认可",
        choices=(("户主", "户主"), ("村民代表", "村民代表")),
        widget=forms.RadioSelect,
        initial="户主",
    )
    signed = forms.CharField(label="认可人签名", max_length=40)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        places = places_for(actor)
        self.kept = {name: photo_of(actor, self._note(name)) for name in SHOTS}
        for name, kept in self.kept.items():
            self.fields[name].required = kept is None
        offered = places if len(places) == 1 else [("", "请选"), *places]
        self.fields["area_code"].choices = offered  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["area_code"].initial = places[0][0]
            self.fields["area_code"].widget = forms.HiddenInput()
        items = self.fields["check_item"]
        items.queryset = CheckItem.objects.filter(campaign__state="running")  # type: ignore[attr-defined]
        items.label_from_instance = item_words  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            speak(field, str(field.label or name))

    def _note(self, name: str) -> str:
        return str(self.data.get(f"{name}_kept", "")) if self.is_bound else ""

    def stale(self) -> list[str]:
        """Returns the photos whose notes no longer hold, so that they must be sent again."""
        return [name for name in SHOTS if self._note(name) and self.kept[name] is None]

    def keep_photos(self) -> None:
        """Stores the photos that came with a refused form, so that the page can carry their notes."""
        for name in SHOTS:
            sent = self.files.get(name)
            if sent is None or name in self.errors:
                continue
            try:
                sent.seek(0)
                self.kept[name] = Photo(keep(cast(BinaryIO, sent), sent.name or ""))
            except Unfit as unfit:
                self.add_error(name, str(unfit))

    @property
    def notes(self) -> dict[str, str]:
        """The signed notes of the photos kept, by field."""
        return {f"{n}_kept": photo.note(self.actor) for n, photo in self.kept.items() if photo is not None}

    def given(self) -> dict[str, Any]:
        """The words of the form, as the service takes them."""
        names = ("title", "area_code", "done", "accepted_by", "signed", "household", "check_item")
        return {name: self.cleaned_data[name] for name in names}

    def shot(self, name: str) -> Shot:
        """The photo as sent now, else as kept."""
        sent, photo = self.cleaned_data.get(name), self.kept[name]
        if sent is not None or photo is None:
            return Shot(cast(BinaryIO, sent), str(getattr(sent, "name", "")))
        data = BytesIO(path_of(photo.kept.sha256).read_bytes())
        if photo.taken is None:
            return Shot(data, photo.kept.name)
        return Shot(data, photo.kept.name, photo.taken.at, photo.taken.clock, photo.spot)
