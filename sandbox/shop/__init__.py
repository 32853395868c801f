"""A small furniture shop on the web, with the company's chat in its corner: a site as any other company has one."""
