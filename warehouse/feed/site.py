"""The folder that is served: where it is, and where things lie in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The address at which the folder is served."""

    url: str  # ends with a slash, as in https://roles.example.org/

    def role_page(self, role_id: str) -> str:
        """Returns the address of a role's page."""
        return self.url + role_page_path(role_id)


def role_page_path(role_id: str) -> str:
    """Returns where a role's page lies in the folder."""
    return f"roles/{role_id}.html"


LOCAL = Site(url="http://127.0.0.1:8000/")  # where `explore-roles serve` serves it
