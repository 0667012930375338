def found(connection, path):
    # ruleid: sql-of-pieces
    connection.execute(f"ATTACH '{path}' AS x")
    # ruleid: sql-of-pieces
    connection.execute(f"SET search_path = {path}")
    # ruleid: sql-of-pieces
    connection.execute("COPY x TO " + path)
    # ruleid: sql-of-pieces
    connection.execute("COMMENT ON TABLE x IS '%s'" % path)
    # ruleid: sql-of-pieces
    connection.sql(f"FROM '{path}'")


def not_found(connection, path):
    # ok: sql-of-pieces
    connection.execute(f"ATTACH {quoted(path)} AS x (READ_ONLY)")
    # ok: sql-of-pieces
    connection.execute(f"ATTACH ':memory:' AS before; USE before; {_TABLES}")
    # ok: sql-of-pieces
    connection.execute(f"DESCRIBE {statement('queries', 'x')}")
    # ok: sql-of-pieces
    connection.execute(f"COMMENT ON VIEW store.{view} IS {quoted(path)}")
    # ok: sql-of-pieces
    connection.execute("FROM x WHERE name = ?", [path])
