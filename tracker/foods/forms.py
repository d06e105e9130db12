"""Forms for a person's own foods and the names of their meals: what is left blank is unknown, never zero."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.accounts.models import User
from tracker.foods.models import Food, SavedMeal
from tracker.foods.nutrition import PLANT_GROUPS
from tracker.foods.plants import plant_key, plants_written
from tracker.web.numbers import NumberField

NO_PORTION_G = 100.0
PLANT_KEY_LENGTH = 120


class OwnFoodForm(forms.ModelForm):  # type: ignore[type-arg]
    """One food of a person's own, per 100 g as on the packet."""

    fibre = NumberField(label=gettext_lazy("Fibre, g per 100 g"), required=False, min_value=0, max_value=100)
    magnesium = NumberField(label=gettext_lazy("Magnesium, mg per 100 g"), required=False, min_value=0, max_value=5000)
    portion_g = NumberField(label=gettext_lazy("Grams in it"), required=False, min_value=0.1, max_value=5000)
    plants = forms.CharField(
        label=gettext_lazy("Plants in it"), max_length=PLANT_KEY_LENGTH, required=False,
        help_text=gettext_lazy("With commas between, for example: oat, apple, walnut. They count as different plants."),
    )  # fmt: skip

    class Meta:
        model = Food
        fields = [
            "name_en", "portion_name", "portion_g", "fibre", "magnesium", "plants", *PLANT_GROUPS.values(),
            "fermented_live", "ultra_processed", "added_sugar",
        ]  # fmt: skip
        labels = {
            "name_en": gettext_lazy("Name"),
            "portion_name": gettext_lazy("Usual portion"),
            "wholegrain": gettext_lazy("Wholegrain"),
            "legume": gettext_lazy("Beans, peas or lentils"),
            "nut_seed": gettext_lazy("Nuts or seeds"),
            "vegetable": gettext_lazy("Vegetable"),
            "fruit": gettext_lazy("Fruit or berries"),
            "fermented_live": gettext_lazy("Fermented, with live cultures"),
            "ultra_processed": gettext_lazy("Ultra-processed"),
            "added_sugar": gettext_lazy("Much sugar"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name_en", "portion_name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if self.instance.pk:
            self.initial["plants"] = plants_written(self.instance.plant_key)
        else:
            self.initial.pop("portion_g", None)

    def clean_plants(self) -> str:
        key = plant_key(self.cleaned_data["plants"])
        if len(key) > PLANT_KEY_LENGTH:
            raise forms.ValidationError(_("These are too many plants for one food."))
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("portion_g") is None and "portion_g" not in self.errors:
            if cleaned.get("portion_name"):
                self.add_error("portion_g", _("Say how many grams this portion is, or leave both blank."))
            cleaned["portion_g"] = NO_PORTION_G
        return cleaned

    @property
    def groups(self) -> list[forms.BoundField]:
        return [self[flag] for flag in PLANT_GROUPS.values()]

    @property
    def kinds(self) -> list[forms.BoundField]:
        return [self[flag] for flag in ("fermented_live", "ultra_processed", "added_sugar")]

    def keep(self, owner: User) -> Food:
        """Save as this person's food; its slug stays what it was first."""
        food: Food = self.save(commit=False)
        food.owner, food.plant_key = owner, self.cleaned_data["plants"]
        food.slug = food.slug or free_slug(owner, food.name_en)
        food.save()
        return food


def free_slug(owner: User, name: str) -> str:
    """`own-grandmas-soup`, numbered when taken; never a slug of the shipped table."""
    stem = f"own-{slugify(name)[:60] or 'food'}"
    taken = set(Food.objects.filter(owner=owner, slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


class MealForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name of a saved meal."""

    class Meta:
        model = SavedMeal
        fields = ["name"]
        labels = {"name": gettext_lazy("Name")}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = SavedMeal.objects.filter(owner=self.instance.owner, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("Another meal has this name."))
        return name
