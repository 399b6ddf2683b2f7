package testenv

import (
	"bytes"
	"encoding/binary"
	"os/exec"
	"testing"
)

// RunJava runs a program of one source file with the JDK, once, and returns its answer
// to each input. The program reads from its standard input, and writes to its
// standard output, texts that are preceded by their length as four bytes, the
// highest first.
func RunJava(t testing.TB, program string, inputs [][]byte) [][]byte {
	t.Helper()
	Java(t, "javac") // java compiles the program
	var in bytes.Buffer
	for _, text := range inputs {
		in.Write(binary.BigEndian.AppendUint32(nil, uint32(len(text))))
		in.Write(text)
	}
	cmd := exec.Command(Java(t, "java"), "-Xss4m", "-Dfile.encoding=UTF-8", program)
	var out, complaints bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("java %s: %v\n%s", program, err, complaints.Bytes())
	}
	var answers [][]byte
	for rest := out.Bytes(); len(rest) >= 4; {
		n := int(binary.BigEndian.Uint32(rest))
		if n > len(rest)-4 {
			break
		}
		answers = append(answers, rest[4:4+n])
		rest = rest[4+n:]
	}
	if len(answers) != len(inputs) {
		t.Fatalf("java %s: %d answers to %d inputs\n%s", program, len(answers), len(inputs), complaints.Bytes())
	}
	return answers
}
