"""Entry point of ``python -m luigid``."""

import sys

from luigid.main import main

sys.exit(main())
