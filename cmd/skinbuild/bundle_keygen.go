package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"skinbuild/internal/atomicfile"
	"skinbuild/internal/cli"
	"skinbuild/internal/project/pack"
)

func bundleKeygenCommand() *cobra.Command {
	var passwordFile string
	var noPassword bool
	cmd := &cobra.Command{
		Use:   "keygen NAME",
		Short: "Make a minisign key pair for signing bundles",
		Long: `Write the secret key to NAME.key (mode 0600) and the public key to NAME.pub, in the
formats of minisign. Existing files are never overwritten.

Operators put the public key into ` + trustedDir + `. The words
valid-after=YYYYMMDD and valid-before=YYYYMMDD in its first line limit when it is
trusted.`,
		Example: `  skinbuild bundle keygen team
  skinbuild bundle keygen --no-password ci`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			secret, err := newPassword(cmd, passwordFile, noPassword)
			if err != nil {
				return err
			}
			private, public, err := pack.GenerateKey(nil, secret)
			if err != nil {
				return err
			}
			if cli.DryRun(cmd) {
				cli.Note(cmd, "would write %s.key and %[1]s.pub", args[0])
				return nil
			}
			if err := createFile(args[0]+".key", private, 0o600); err != nil {
				return err
			}
			if err := createFile(args[0]+".pub", public, 0o644); err != nil {
				return err
			}
			cli.Note(cmd, "wrote %s.key (keep it secret) and %[1]s.pub", args[0])
			return nil
		},
	}
	addPasswordFile(cmd, &passwordFile)
	cli.AddDryRun(cmd)
	cmd.Flags().BoolVar(&noPassword, "no-password", false, "store the secret key without a password")
	cmd.MarkFlagsMutuallyExclusive("password-file", "no-password")
	return cmd
}

func newPassword(cmd *cobra.Command, file string, none bool) (string, error) {
	if none {
		return "", nil
	}
	first, err := password(cmd, file, "password for the new key")
	if err != nil {
		return "", err
	}
	if first == "" {
		return "", cli.Usagef("the password is empty; --no-password stores the key without one")
	}
	if file != "" {
		return first, nil
	}
	second, err := password(cmd, "", "the same password again")
	if err == nil && first != second {
		err = cli.Fail(cli.Problems, errors.New("the passwords differ"))
	}
	return first, err
}

// createFile writes a file that must not exist yet.
func createFile(name string, data []byte, mode os.FileMode) error {
	err := atomicfile.CreateFile(name, data, mode)
	if errors.Is(err, os.ErrExist) {
		return cli.Fail(cli.Conflict, fmt.Errorf("%s exists", name), "choose another name, or move it away")
	}
	return err
}
