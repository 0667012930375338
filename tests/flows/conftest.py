"""Set before anything imports Prefect or the flows: a Prefect home of the tests' own, and retries that do not wait."""

import atexit
import os
import shutil
import tempfile

os.environ.pop("PREFECT_API_URL", None)
if "PREFECT_HOME" not in os.environ:
    os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="explore-roles-prefect-")
    atexit.register(shutil.rmtree, os.environ["PREFECT_HOME"], ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("EXPLORE_ROLES_")]:
    del os.environ[_name]
os.environ["EXPLORE_ROLES_BOARD_RETRY_DELAY"] = "0.05"
os.environ["EXPLORE_ROLES_RETRIES"] = "0"
os.environ["EXPLORE_ROLES_PER_SECOND"] = "200"
os.environ["EXPLORE_ROLES_TIMEOUT"] = "5"
