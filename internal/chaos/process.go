package chaos

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"
)

// process is a program that is started, killed and started again.
type process struct {
	name    string
	program []string // path and leading arguments
	environ []string // besides our own
	cmd     *exec.Cmd
	log     *tail
	used    time.Duration // processor time of the runs that have ended
}

func (o Options) process(name string) process {
	return process{name: name, program: o.Program, environ: o.Env, log: &tail{}}
}

var errNoLine = errors.New("it ended without a word")

// run starts the program, which lives until it is killed, and, unless env is
// given, waits for the first line that it prints.
func (p *process) run(ctx context.Context, env []string, args ...string) (line []byte, err error) {
	args = append(append([]string{}, p.program[1:]...), args...)
	p.cmd = exec.CommandContext(context.WithoutCancel(ctx), p.program[0], args...) //nolint:gosec // the program under test
	p.cmd.Env = append(append(p.cmd.Environ(), p.environ...), env...)
	p.cmd.Stderr = p.log
	var out io.ReadCloser
	if env == nil {
		if out, err = p.cmd.StdoutPipe(); err != nil {
			return nil, err
		}
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if env != nil {
		return nil, nil
	}
	scanner := bufio.NewScanner(out)
	scanner.Buffer(nil, 1<<20)
	if !scanner.Scan() {
		p.kill()
		return nil, fmt.Errorf("%w: %s", errNoLine, p.log)
	}
	return bytes.Clone(scanner.Bytes()), nil
}

// kill is signal 9: the process gets no chance to tidy up.
func (p *process) kill() {
	if p.cmd == nil || p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait() // it was killed
	p.used += p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
}

// tail keeps the end of what a process logs.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailLength = 8 << 10

func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, data...)
	if len(t.text) > 2*tailLength {
		t.text = append([]byte{}, t.text[len(t.text)-tailLength:]...)
	}
	return len(data), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
