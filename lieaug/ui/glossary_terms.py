"""What the terms mean."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One entry of the glossary.

    Attributes:
        name: As the field has it.
        group: The section it stands in.
        text: One to three sentences, Markdown.
        formula: LaTeX where it helps.
        where: Pages of the app on which it appears, as the bar of pages calls them.
        also: Other names, and other forms of the word.
        related: Names of terms to read next.
        references: Keys of REFERENCES.
        picture: Name of its picture in `assets/glossary`.
    """

    name: str
    group: str
    text: str
    formula: str = ""
    where: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    picture: str = ""

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")


REFERENCES = {
    "lieaugmenter": "LieAugmenter, arXiv:2506.03914",
    "hall": "B. C. Hall, Lie Groups, Lie Algebras, and Representations, Springer 2015",
    "bronstein": "Bronstein, Bruna, Cohen, Veličković, Geometric Deep Learning, arXiv:2104.13478",
    "cohen": "Cohen, Welling, Group Equivariant Convolutional Networks, ICML 2016, arXiv:1602.07576",
    "augerino": "Benton, Finzi, Izmailov, Wilson, Learning Invariances in Neural Networks, NeurIPS 2020, "
    "arXiv:2010.11882",
    "liegan": "Yang, Walters, Dehmamy, Yu, Generative Adversarial Symmetry Discovery, ICML 2023, arXiv:2302.00236",
    "chen": "Chen, Dobriban, Lee, A Group-Theoretic Framework for Data Augmentation, JMLR 2020, arXiv:1907.10905",
    "bjorck": "Björck, Golub, Numerical Methods for Computing Angles Between Linear Subspaces, Math. Comp. 1973",
    "efron": "Efron, Tibshirani, An Introduction to the Bootstrap, Chapman & Hall 1993",
    "hartley": "Hartley, Zisserman, Multiple View Geometry in Computer Vision, Cambridge 2004",
}
"""What terms refer to."""

MOTIONS, ALGEBRA, TASKS, SEARCH, VERDICTS = (
    "Motions", "The algebra", "Tasks and models", "How it is found", "How sure it is",
)  # fmt: skip
GROUPS = (MOTIONS, ALGEBRA, TASKS, SEARCH, VERDICTS)
"""The sections, in their order."""

TERMS: tuple[Term, ...] = (
    Term(
        "generator",
        MOTIONS,
        "A matrix L that gives every point x the velocity Lx. Following it for a time t moves x to exp(tL)x; the whole "
        "motion is in this one matrix.",
        r"\dot{x} = L x",
        ("Generators", "Discover", "Learn"),
        ("generators", "L"),
        ("exponential map", "orbit", "Lie algebra"),
        ("hall",),
        "flow",
    ),
    Term(
        "exponential map",
        MOTIONS,
        "Turns a generator into a motion: infinitely many small steps along the arrows make one large step. Of an "
        "antisymmetric matrix it is a rotation.",
        r"e^{tL} = \sum_{k} \tfrac{t^k}{k!} L^k",
        ("Learn", "Orbits"),
        ("exp", "exponential", "exp(tL)"),
        ("generator", "one-parameter subgroup"),
        ("hall",),
    ),
    Term(
        "orbit",
        MOTIONS,
        "All places that a point can be moved to. Under a rotation it is a circle, under a boost a hyperbola. An "
        "invariant function has one value on each orbit.",
        r"\{\, e^{tL} x : t \in \mathbb{R} \,\}",
        ("Orbits", "Learn"),
        ("orbits",),
        ("generator", "invariance"),
        ("hall",),
        "orbit",
    ),
    Term(
        "one-parameter subgroup",
        MOTIONS,
        "The motions exp(tL) of one generator, for all t: doing s and then t is doing s + t.",
        r"e^{sL}\, e^{tL} = e^{(s+t)L}",
        ("Orbits",),
        (),
        ("exponential map", "Lie group"),
        ("hall",),
    ),
    Term(
        "Lie group",
        MOTIONS,
        "A group of motions that can be gone through smoothly: rotations, shifts, boosts. Mirrors are not among those "
        "connected to the identity, so no generator leads to them.",
        "",
        ("Learn",),
        ("group",),
        ("Lie algebra", "component"),
        ("hall",),
    ),
    Term(
        "group element",
        MOTIONS,
        "One motion g of a group, a matrix here: a rotation by 30°, say.",
        r"g = \exp\Big(\sum_a t_a L_a\Big)",
        ("Orbits",),
        ("coefficients",),
        ("Lie group", "action"),
        ("hall",),
    ),
    Term(
        "action",
        MOTIONS,
        "How a motion g moves data: two bodies' positions and velocities by the same 2 × 2 block each, an image by its "
        "pixels' places, a label not at all. In the app it is a short text such as `4*vec2`.",
        r"x \mapsto \rho(g)\, x",
        ("My data", "Discover"),
        ("representation",),
        ("group element", "equivariance"),
        ("bronstein",),
    ),
    Term(
        "rotation",
        MOTIONS,
        "A motion that keeps all lengths and the orientation. Its generators are antisymmetric.",
        r"L^\top = -L",
        ("Generators",),
        ("so(2)", "so(3)", "rotations"),
        ("compact", "orbit"),
        ("hall",),
        "orbit",
    ),
    Term(
        "scaling",
        MOTIONS,
        "Everything is enlarged by the same factor exp(t). It commutes with every linear motion.",
        r"L = 1, \quad e^{tL} = e^{t}",
        ("Generators",),
        ("dilation",),
        ("shear", "generator"),
        (),
        "scaling",
    ),
    Term(
        "shear",
        MOTIONS,
        "Every layer slides along itself, the farther out the faster. The square of its generator is zero.",
        r"e^{tL} = 1 + tL",
        ("Generators", "Learn"),
        (),
        ("scaling",),
        (),
        "shear",
    ),
    Term(
        "boost",
        MOTIONS,
        "The change to a moving observer in relativity: time and space mix by cosh and sinh of the rapidity t, and the "
        "mass of a particle stays what it is.",
        r"\begin{pmatrix} \cosh t & \sinh t \\ \sinh t & \cosh t \end{pmatrix}",
        ("Generators",),
        ("Lorentz group", "so(1,3)", "so(1,1)", "rapidity"),
        ("compact",),
        ("hall",),
        "boost",
    ),
    Term(
        "translation",
        MOTIONS,
        "A shift. As a matrix it needs one more coordinate that is always 1 (homogeneous coordinates).",
        r"\begin{pmatrix} 1 & t \\ 0 & 1 \end{pmatrix}\begin{pmatrix} x \\ 1 \end{pmatrix} = \begin{pmatrix} x + t "
        r"\\ 1 \end{pmatrix}",
        ("Generators", "My data"),
        ("shift", "homogeneous coordinates"),
        ("affine",),
        ("hartley",),
    ),
    Term(
        "affine",
        MOTIONS,
        "A linear motion and a shift together: six dimensions in the plane.",
        r"x \mapsto A x + b",
        ("My data",),
        ("affine map",),
        ("translation", "homography"),
        ("hartley",),
    ),
    Term(
        "homography",
        MOTIONS,
        "How a plane looks from another place: straight lines stay straight, parallels need not. A 3 × 3 matrix up to "
        "scale acts on image coordinates by a division, eight dimensions in all.",
        r"(u, v) = \Big(\tfrac{h_1 \cdot x}{h_3 \cdot x}, \tfrac{h_2 \cdot x}{h_3 \cdot x}\Big)",
        ("Generators",),
        ("projective map", "sl(3)"),
        ("affine",),
        ("hartley",),
    ),
    Term(
        "compact",
        MOTIONS,
        "A motion that comes back: t ends at a full turn, π either way. Scalings, boosts and shears never come "
        "back, so how far they were tested is a choice that is always stated.",
        r"e^{2\pi L} = 1",
        ("Generators", "Diagnostics"),
        ("non-compact",),
        ("rotation", "boost", "extent"),
        ("hall",),
    ),
    Term(
        "component",
        MOTIONS,
        "A part of a group that is connected. Mirrors and swaps lie in parts that no generator reaches; the app tests "
        "them on their own.",
        "",
        ("Discover",),
        ("reflection", "mirror", "coset", "discrete symmetry"),
        ("Lie group",),
        ("hall",),
    ),
    Term(
        "conjugated",
        MOTIONS,
        "The same motion in other coordinates: a circle becomes an ellipse, the algebra stays the same. Symmetries of "
        "data in odd units are often conjugated ones.",
        r"L' = S L S^{-1}",
        ("Discover", "Generators"),
        ("conjugate", "change of basis"),
        ("Killing form",),
        ("hall",),
        "ellipse",
    ),
    Term(
        "Lie algebra",
        ALGEBRA,
        "All generators of a group: they can be added and scaled, and the bracket of two of them is one again. "
        "That the span found is closed is no given, it is measured.",
        r"[L_a, L_b] = \sum_c f_{abc} L_c",
        ("Generators", "Discover"),
        ("algebra",),
        ("bracket", "closure", "dimension"),
        ("hall",),
    ),
    Term(
        "basis",
        ALGEBRA,
        "Generators of which all others are sums. Two bases of one algebra may look quite different: compare spans, by "
        "principal angles, and not single matrices.",
        "",
        ("Generators",),
        ("frame",),
        ("principal angle", "dimension"),
        ("hall",),
    ),
    Term(
        "dimension",
        ALGEBRA,
        "How many independent generators there are: 1 for rotations of the plane, 3 in space, 6 with boosts.",
        r"\dim \mathrm{so}(n) = \tfrac{n(n-1)}{2}",
        ("Discover", "Generators"),
        ("rank",),
        ("Lie algebra", "basis"),
        ("hall",),
    ),
    Term(
        "bracket",
        ALGEBRA,
        "What is left when two motions are done in one order and undone in the other: zero where the order does not "
        "matter.",
        r"[A, B] = AB - BA",
        ("Generators", "Learn"),
        ("commutator", "Lie bracket"),
        ("structure constants", "closure"),
        ("hall",),
        "bracket",
    ),
    Term(
        "structure constants",
        ALGEBRA,
        "The numbers f that write every bracket in the basis again; for rotations in space they are 0, 1 and −1.",
        r"[L_a, L_b] = \sum_c f_{abc} L_c",
        ("Generators",),
        (),
        ("bracket", "Killing form"),
        ("hall",),
    ),
    Term(
        "closure",
        ALGEBRA,
        "Whether brackets stay in the span. The residual is the part that leaves it: 0 for a true algebra, larger "
        "where something was missed or something false was found.",
        "",
        ("Generators", "Discover"),
        ("closure residual", "closed"),
        ("bracket", "Lie algebra"),
        ("lieaugmenter",),
    ),
    Term(
        "Killing form",
        ALGEBRA,
        "A quadratic form that every algebra has by itself, whatever the coordinates. The signs of its eigenvalues "
        "tell rotations (negative) from boosts (positive) and from what commutes or is solvable (zero).",
        r"K(A, B) = \operatorname{tr}(\operatorname{ad}_A \operatorname{ad}_B)",
        ("Generators",),
        ("Killing signature", "signature"),
        ("structure constants",),
        ("hall",),
    ),
    Term(
        "principal angle",
        ALGEBRA,
        "How far two spans are from each other, whatever basis they are written in: 0° the same, 90° nothing in "
        "common.",
        r"\cos\theta_i = \sigma_i\big(U^\top V\big)",
        ("Generators", "Compare"),
        ("principal angles", "angle to the truth"),
        ("basis",),
        ("bjorck",),
    ),
    Term(
        "symmetry",
        TASKS,
        "A motion of the data that leaves the answer alone, or moves it along in a known way. It belongs to a "
        "task, input and target together, not to pictures or tables as such.",
        "",
        ("Discover", "Learn"),
        ("symmetries", "continuous symmetry"),
        ("invariance", "equivariance"),
        ("bronstein",),
    ),
    Term(
        "invariance",
        TASKS,
        "The answer stays what it is while the input moves: a turned 3 is a 3, an energy does not depend on where one "
        "looks from.",
        r"f(g x) = f(x)",
        ("Discover", "Diagnostics", "Learn"),
        ("invariant",),
        ("equivariance", "symmetry"),
        ("cohen",),
    ),
    Term(
        "equivariance",
        TASKS,
        "The answer moves along with the input: turn the forces' cause, and the forces turn too. Invariance is the "
        "case in which it moves by nothing.",
        r"f(\rho_x(g) x) = \rho_y(g) f(x)",
        ("Diagnostics", "Discover"),
        ("equivariant", "equivariance error"),
        ("invariance", "action"),
        ("cohen", "bronstein"),
    ),
    Term(
        "augmentation",
        TASKS,
        "Training on moved copies of the data, with the same or the moved answer. Right motions make few data go far; "
        "wrong ones teach errors.",
        r"\mathbb{E}_{g}\; \ell\big(f(g x),\, \rho_y(g) y\big)",
        ("Discover", "Learn"),
        ("view", "views", "data augmentation"),
        ("extent", "equivariance"),
        ("chen", "lieaugmenter"),
        "augmentation",
    ),
    Term(
        "predictor",
        TASKS,
        "The model f that is trained to give the answer. One is trained with the learned augmentation and one without; "
        "both are judged on held-out data.",
        "",
        ("Discover", "Diagnostics"),
        ("model",),
        ("held-out", "augmentation"),
        ("lieaugmenter",),
    ),
    Term(
        "held-out",
        TASKS,
        "Data that training never saw. Whatever decides a verdict is measured on them.",
        "",
        ("Diagnostics", "Discover"),
        ("held-out data", "test loss", "validation"),
        ("null band", "loss ratio"),
        (),
    ),
    Term(
        "distribution symmetry",
        TASKS,
        "Whether the inputs themselves look the same when moved, whatever the answer. Upright digits do not, "
        "though their label may not care; a task can have a symmetry that its inputs lack, and the other way round.",
        r"p(g x) = p(x)",
        ("Diagnostics",),
        ("symmetry of the data",),
        ("symmetry", "identifiability"),
        ("chen",),
    ),
    Term(
        "extent",
        SEARCH,
        "How far along a generator the views are drawn, learned together with the predictor: it grows where the task "
        "tolerates the motion and dies where not. In radians for rotations, without unit for the others.",
        r"t_a \sim U[-s_a, s_a]",
        ("Generators", "Discover", "Learn"),
        ("extents", "reach"),
        ("augmentation", "null band"),
        ("lieaugmenter", "augerino"),
        "extent",
    ),
    Term(
        "LieAugmenter",
        SEARCH,
        "The method: a basis of generators is trained together with the predictor, on views moved by random elements. "
        "What the task tolerates survives.",
        r"\min_{f, L, s}\; \ell\big(f(g x), \rho_y(g) y\big) - w \sum_a \log s_a",
        ("Discover",),
        (),
        ("extent", "augmentation"),
        ("lieaugmenter", "liegan", "augerino"),
    ),
    Term(
        "search space",
        SEARCH,
        "All motions that the search may try: every matrix of the action's block, 4 dimensions for 2-vectors, 6 for "
        "affine maps of an image.",
        "",
        ("Discover", "My data"),
        (),
        ("action", "spectrum"),
        ("lieaugmenter",),
    ),
    Term(
        "spectrum",
        SEARCH,
        "How strongly each direction of the search space changes what a plain predictor says, from the least on. A gap "
        "after the first few is a second witness that there are as many generators. It needs no augmentation.",
        r"\frac{|J_f(x)\, E x - E_y f(x)|}{|E_y f(x)|}",
        ("Generators", "Diagnostics"),
        ("spectra",),
        ("null band", "dimension"),
        ("lieaugmenter",),
        "spectrum",
    ),
    Term(
        "preset",
        SEARCH,
        "How thoroughly to look: quick, standard or thorough. It sets training steps and how much is tested.",
        "",
        ("Discover",),
        (),
        ("seed",),
        (),
    ),
    Term(
        "seed",
        SEARCH,
        "Where randomness starts. Several seeds are trained side by side; how far they differ is the error bar.",
        "",
        ("Discover",),
        ("seeds",),
        ("bootstrap",),
        (),
    ),
    Term(
        "loss curve",
        VERDICTS,
        "E(t): the held-out loss on data moved by exp(tL), over that on unmoved data. Flat where the motion is a "
        "symmetry, rising where it breaks the answer. This curve decides.",
        r"E(t) = \frac{\ell\big(f(e^{tL}x),\, \rho_y y\big)}{\ell\big(f(x),\, y\big)}",
        ("Diagnostics", "Learn"),
        ("E(t)", "curve", "curves"),
        ("null band", "held-out"),
        ("lieaugmenter",),
        "curve",
    ),
    Term(
        "null band",
        VERDICTS,
        "How much a loss curve wavers where nothing happens, from the noise of finite data. Inside the grey band, "
        "moving changes nothing that could be measured; the extent is where the curve leaves it.",
        "",
        ("Diagnostics", "Generators"),
        ("band",),
        ("loss curve", "bootstrap"),
        ("lieaugmenter",),
        "curve",
    ),
    Term(
        "loss ratio",
        VERDICTS,
        "Held-out loss on moved data over that on unmoved data. 1: the motion costs nothing. A low loss alone proves "
        "nothing, the ratio does.",
        "",
        ("Discover", "Diagnostics"),
        (),
        ("loss curve",),
        ("lieaugmenter",),
    ),
    Term(
        "bootstrap",
        VERDICTS,
        "Error bars by drawing the held-out rows again and again, with replacement, and looking how much the result "
        "varies.",
        "",
        ("Diagnostics",),
        ("bootstrap band", "interval"),
        ("null band", "held-out"),
        ("efron",),
    ),
    Term(
        "verdict",
        VERDICTS,
        "One of four words for each generator and each task: present, approximate, absent, not identifiable. Its "
        "thresholds were fixed on tasks whose answer is known, and its error rates stand beside it.",
        "",
        ("Discover", "Diagnostics"),
        ("verdict kinds", "verdicts"),
        ("present", "approximate", "absent", "not identifiable", "error rates"),
        ("lieaugmenter",),
    ),
    Term(
        "present",
        VERDICTS,
        "The symmetry holds as far as it can reach: all the way round, or over the whole range that was tested.",
        "",
        ("Discover",),
        (),
        ("verdict", "extent"),
        (),
    ),
    Term(
        "approximate",
        VERDICTS,
        "It holds in part: nearly everywhere, or not all the way. Digits turned by at most 45° have half a rotation.",
        "",
        ("Discover",),
        ("partial symmetry",),
        ("verdict", "extent"),
        ("augerino",),
    ),
    Term(
        "absent",
        VERDICTS,
        "Moving the data breaks the answer, and the data are good enough to say so.",
        "",
        ("Discover",),
        (),
        ("verdict", "loss ratio"),
        (),
    ),
    Term(
        "not identifiable",
        VERDICTS,
        "These data cannot tell: points on a line look the same to many motions, and no search can choose among "
        "them. The remedy is other data, not more training.",
        "",
        ("Discover", "Diagnostics"),
        ("identifiability", "cannot be told", "identifiable"),
        ("distribution symmetry", "verdict"),
        ("lieaugmenter",),
        "line",
    ),
    Term(
        "error rates",
        VERDICTS,
        "How often such a verdict was wrong on tasks whose answer is known: false present where there was no symmetry, "
        "false absent where there was one.",
        "",
        ("Diagnostics", "Discover"),
        ("false present", "false absent"),
        ("verdict",),
        (),
    ),
)
"""All entries."""
