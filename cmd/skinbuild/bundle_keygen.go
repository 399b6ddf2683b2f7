package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/project/pack"
)

func bundleKeygenCommand() *cobra.Command {
	var out, passwordFile string
	var noPassword bool
	cmd := &cobra.Command{
		Use:   "keygen -o NAME",
		Short: "Make a minisign key pair for signing bundles",
		Long: `Writes the secret key to NAME.key (mode 0600) and the public key to NAME.pub.
Both are minisign's own formats. Existing files are never overwritten.

Operators file the public key in ` + trustedDir + `. The words
valid-after=YYYYMMDD and valid-before=YYYYMMDD in its first line bound when it
counts.`,
		Example: `  skinbuild bundle keygen -o team
  skinbuild bundle keygen -o ci --no-password`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			secret, err := newPassword(cmd, passwordFile, noPassword)
			if err != nil {
				return err
			}
			private, public, err := pack.GenerateKey(nil, secret)
			if err != nil {
				return err
			}
			if err := createFile(out+".key", private, 0o600); err != nil {
				return err
			}
			return createFile(out+".pub", public, 0o644)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&out, "output", "o", "", "name of the files, without .key and .pub")
	flags.StringVar(&passwordFile, "password-file", "", "read the password from this file (default: ask)")
	flags.BoolVar(&noPassword, "no-password", false, "store the secret key as it is")
	cmd.MarkFlagsMutuallyExclusive("password-file", "no-password")
	_ = cmd.MarkFlagRequired("output")
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
		return "", cli.Usagef("an empty password; --no-password stores the key without one")
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
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, os.ErrExist) {
		return cli.Fail(cli.Conflict, fmt.Errorf("%s exists", name), "choose another name, or move it away")
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
