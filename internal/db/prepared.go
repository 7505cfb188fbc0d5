package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"modernc.org/sqlite"
)

// SQLite compiles a statement in more time than it takes to run most of ours.
// PostgreSQL's driver keeps compiled statements by itself; SQLite's does not, so
// that each connection of preparing keeps those that are not in use.

// openPreparing opens a SQLite database whose connections keep their statements.
func openPreparing(dsn string) (*sql.DB, error) {
	base, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(preparing{base}), nil
}

type preparing struct{ driver.Connector }

// rawConn is what the driver's connections can do.
type rawConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// Connect opens a connection.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	raw, ok := c.(rawConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a SQLite connection of type %T", c), c.Close())
	}
	return &preparedConn{rawConn: raw, idle: map[string]*preparedStmt{}}, nil
}

// keptStatements bounds what one connection keeps: some queries are put
// together from parts.
const keptStatements = 300

// preparedConn is one connection. database/sql never uses it from two places at
// once, but lets a query begin while the rows of another are open.
type preparedConn struct {
	rawConn
	idle map[string]*preparedStmt
}

type preparedStmt struct {
	driver.Stmt
	query string
}

func (c *preparedConn) take(ctx context.Context, query string) (*preparedStmt, error) {
	if s, kept := c.idle[query]; kept {
		delete(c.idle, query)
		return s, nil
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &preparedStmt{s, query}, nil
}

// giveBack keeps a statement that has run well, and closes any other.
func (c *preparedConn) giveBack(s *preparedStmt, well bool) error {
	if _, twin := c.idle[s.query]; !well || twin || len(c.idle) >= keptStatements {
		return s.Close()
	}
	c.idle[s.query] = s
	return nil
}

// ExecContext runs a statement without rows.
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	run, ok := s.Stmt.(driver.StmtExecContext)
	if !ok {
		return nil, errors.Join(driver.ErrSkip, s.Close())
	}
	result, err := run.ExecContext(ctx, args)
	return result, errors.Join(err, c.giveBack(s, err == nil))
}

// QueryContext runs a statement with rows; it is in use until they are closed.
func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	run, ok := s.Stmt.(driver.StmtQueryContext)
	if !ok {
		return nil, errors.Join(driver.ErrSkip, s.Close())
	}
	rows, err := run.QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &preparedRows{Rows: rows, conn: c, stmt: s}, nil
}

// Close closes the connection and what it keeps.
func (c *preparedConn) Close() error {
	var err error
	for query, s := range c.idle {
		err = errors.Join(err, s.Close())
		delete(c.idle, query)
	}
	return errors.Join(err, c.rawConn.Close())
}

// preparedRows give their statement back when they are closed.
type preparedRows struct {
	driver.Rows
	conn *preparedConn
	stmt *preparedStmt
}

// Close ends the rows.
func (r *preparedRows) Close() error {
	err := r.Rows.Close()
	if r.stmt == nil {
		return err
	}
	s := r.stmt
	r.stmt = nil
	return errors.Join(err, r.conn.giveBack(s, err == nil))
}
