"""The colours of backgrounds, letters and shapes, by the Russian adjective that names them."""

PALETTE: dict[str, tuple[int, int, int]] = {
    "красный": (214, 40, 40),
    "синий": (32, 64, 196),
    "зелёный": (34, 139, 56),
    "жёлтый": (252, 220, 48),
    "белый": (252, 252, 252),
    "чёрный": (18, 18, 20),
    "розовый": (255, 166, 201),
    "оранжевый": (250, 134, 24),
    "фиолетовый": (124, 52, 172),
    "голубой": (132, 206, 250),
    "серый": (142, 142, 146),
    "коричневый": (120, 72, 36),
    "бирюзовый": (44, 190, 184),
    "бежевый": (238, 220, 184),
}

# Letters and shapes come in twelve of them: turquoise and beige are told from blue and white by a background, not by an outline.
INKS = tuple(name for name in PALETTE if name not in ("бирюзовый", "бежевый"))
FIRST_INKS = INKS[:6]
