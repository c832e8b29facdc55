"""Three fictional city profiles with answers, printed shares and things lost, and a vocabulary of three concepts."""

from __future__ import annotations

FICTIONAL_CITIES = {
    "exampleton.md": """---
published: 2019
topics: [open data, public participation]
---
## City Innovation Snapshot EXAMPLETON, Canada

### Overview

- ▶ **Mayor:** Ada Example
- ▶ **Term:** 2018–2022
- ▶ **Innovation Lead:** Bo Sample, chief innovation officer
- ▶ **Population size:** 1.25 million (2016)
- ▶ **Innovation website:** <https://exampleton.example>

### What is the organisational structure?

Exampleton is a fictional city. It has a laboratory made up of **12 staff** on the second floor.

Staff skills and profiles include:

- ▶ Data scientist
- ▶ Designer
- Gardener

### What is the city's innovation vision?

Like 81% of cities surveyed, Exampleton has a formal innovation strategy. Unlike 40% of cities surveyed, it does not
have formal innovation goals.

### What funding is available?

Along with 75% of cities surveyed, Exampleton has dedicated funding for innovation.

### How is data used?

Only 9% of cities surveyed paint their bridges blue.

### How are outcomes measured?

Areas **with sufficient data** or **without sufficient data**.

Health	Housing	Transport
Education	Culture	Waste
""",
    "villa-ejemplo.md": """---
published: 2021
topics: [public transport, transparency]
---
## City Innovation Snapshot VILLA EJEMPLO, Mexico

### Overview

- ▶ **Mayor:** José Inventado
- ▶ **Term:** 2018–2024
- ▶ **Population size:** 80,000 (2020)
- Favourite bridge: The old one

### What is the city's innovation vision?

Villa Ejemplo is a fictional city. Along with 19% of cities surveyed, it does not have a formal innovation strategy.

### What funding is available?

Villa Ejemplo does not have dedicated funding for innovation, unlike 75% of cities surveyed.

### How is data used?

Every contract is on a public portal, and transparency is the rule. Villa Ejemplo has an open data policy.
""",
    "stadt-beispiel.md": """---
published: 2019
topics: [participatory budgeting]
---
## City Innovation Snapshot STADT BEISPIEL, Germany

### Overview

- ▶ **Mayor:** Eva Muster
- ▶ **Innovation Lead:** =Max Muster
- ▶ **Population size:** 640,000 (2018)

### What is the organisational structure?

Stadt Beispiel is a fictional city. Its innovation unit has 4 staff.

### What is the city's innovation vision?

Stadt Beispiel has a formal innovation strategy.

### What innovation partnerships exist?

Partners include residents, the private sector and academia.
""",
}

RIVERS = """uri,label@en,label@es,alternative@en,broader
https://rivers.example/1,river transport,transporte fluvial,inland shipping,
https://rivers.example/2,ferries,transbordadores,,river transport
https://rivers.example/3,water,agua,,
"""
