"""The registers that files can be brought into. Importing this package declares them all."""

from casework.services.imports.registers import (
    brands as brands,
)
from casework.services.imports.registers import (
    donors as donors,
)
from casework.services.imports.registers import (
    gifts as gifts,
)
from casework.services.imports.registers import (
    liens as liens,
)
from casework.services.imports.registers import (
    ownerships as ownerships,
)
from casework.services.imports.registers import (
    people as people,
)
from casework.services.imports.registers import (
    plate_assignments as plate_assignments,
)
from casework.services.imports.registers import (
    plates as plates,
)
from casework.services.imports.registers import (
    pledges as pledges,
)
from casework.services.imports.registers import (
    readings as readings,
)
from casework.services.imports.registers import (
    vehicles as vehicles,
)
