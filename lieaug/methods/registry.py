"""All methods by name, in the order of tables."""

from lieaug.methods.arms import train_paper, train_plain, train_true
from lieaug.methods.augerino import train_augerino, train_augerino_plus
from lieaug.methods.base import Method, Train
from lieaug.methods.liegan import train_liegan
from lieaug.methods.liegg import train_liegg
from lieaug.methods.ours import train_ours
from lieaug.schema import METHOD_CARDS, MethodName

_TRAIN: dict[MethodName, Train] = {
    "none": train_plain,
    "true": train_true,
    "augerino": train_augerino,
    "augerino+": train_augerino_plus,
    "liegan": train_liegan,
    "liegg": train_liegg,
    "paper": train_paper,
    "ours": train_ours,
}

METHODS: dict[str, Method] = {
    name: Method(card.name, card.title, card.source, card.told, _TRAIN[name]) for name, card in METHOD_CARDS.items()
}
