"""All methods by name, in the order of tables."""

from lieaug.methods.arms import train_paper, train_plain, train_true
from lieaug.methods.augerino import train_augerino, train_augerino_plus
from lieaug.methods.base import Method
from lieaug.methods.liegan import train_liegan
from lieaug.methods.liegg import train_liegg
from lieaug.methods.ours import train_ours

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method("none", "No augmentation", "Examples as they are", "", train_plain),
        Method("true", "True augmentation", "The task's known algebra", "the algebra and its extent", train_true),
        Method(
            "augerino",
            "Augerino",
            "Benton et al., NeurIPS 2020, arXiv:2010.11882, Eq. 9 and the published losses",
            "the dimension",
            train_augerino,
        ),
        Method(
            "augerino+",
            "Augerino+",
            "Baseline of LieGAN, Yang et al., ICML 2023, arXiv:2302.00236, Section 5",
            "the dimension",
            train_augerino_plus,
        ),
        Method(
            "liegan",
            "LieGAN",
            "Yang et al., ICML 2023, arXiv:2302.00236, and the published code",
            "the dimension",
            train_liegan,
        ),
        Method(
            "liegg",
            "LieGG",
            "Moskalev et al., NeurIPS 2022, arXiv:2210.04345, and the published code",
            "",
            train_liegg,
        ),
        Method(
            "paper",
            "LieAugmenter, as published",
            "arXiv:2506.03914: free matrices, cosine and overlap terms",
            "the dimension",
            train_paper,
        ),
        Method("ours", "LieAugmenter, ours", "A discovery's stages within one predictor's budget", "", train_ours),
    )
}
