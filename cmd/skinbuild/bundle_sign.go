package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/project/pack"
)

func bundleSignCommand() *cobra.Command {
	var key, passwordFile string
	var detach bool
	cmd := &cobra.Command{
		Use:   "sign BUNDLE",
		Short: "Add a signature to a bundle",
		Long: `Add a minisign signature to the bundle, or with --detach write it to BUNDLE.minisig.
The signed bytes do not change, so several people can sign one bundle. A damaged
bundle, or one with files that do not belong in a bundle, is not signed.

To sign with an OpenSSH key, and to verify such a signature:
  ssh-keygen -Y sign -n skinbuild-bundle@v1 -f ~/.ssh/id_ed25519 BUNDLE
  skinbuild bundle verify --allowed-signers FILE BUNDLE
ssh-keygen writes that signature to BUNDLE.sig.`,
		Example: `  skinbuild bundle sign --sign team.key acme-1.4.0.skinbundle
  skinbuild bundle sign --sign team.key --detach acme-1.4.0.skinbundle`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := input.Read(cmd.Context(), args[0], input.Bundle.UpTo(16*input.Bundle.Max()))
			if err != nil {
				return err
			}
			k, err := loadKey(cmd, key, passwordFile)
			if err != nil {
				return err
			}
			sign, name := k.Sign, args[0]
			if detach {
				sign, name = k.SignDetached, args[0]+".minisig"
			}
			if out := cli.Output(cmd); out != "" {
				name = out
			}
			signed, err := sign(data)
			if err != nil {
				return bundleFailure(args[0], err)
			}
			return cli.WriteOutput(cmd, name, signed)
		},
	}
	addSigning(cmd, &key, &passwordFile)
	cli.AddOutput(cmd, "FILE", "")
	cmd.Flags().BoolVar(&detach, "detach", false, "write only the signature")
	_ = cmd.MarkFlagRequired("sign")
	return cmd
}

// addSigning adds the flags of commands that sign.
func addSigning(cmd *cobra.Command, key, passwordFile *string) {
	cmd.Flags().StringVar(key, "sign", "", "sign the bundle with this minisign secret `KEY`, a file")
	addPasswordFile(cmd, passwordFile)
}

func addPasswordFile(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, "password-file", "", "read the password of the key from this `FILE` (default: ask)")
}

func signWith(cmd *cobra.Command, key, passwordFile string, data []byte) ([]byte, error) {
	k, err := loadKey(cmd, key, passwordFile)
	if err != nil {
		return nil, err
	}
	return k.Sign(data)
}

func loadKey(cmd *cobra.Command, name, passwordFile string) (*pack.Key, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Mode()&0o077 != 0 {
		return nil, cli.Fail(cli.Untrusted, fmt.Errorf("%s: other users may read this secret key (mode %04o)", name, info.Mode().Perm()), "chmod 600 "+name)
	}
	text, err := input.Read(cmd.Context(), name, input.Key)
	if err != nil {
		return nil, err
	}
	k, err := pack.ParseKey(text, func() (string, error) { return password(cmd, passwordFile, "password of "+name) })
	if err != nil {
		return nil, cli.Fail(cli.Problems, fmt.Errorf("%s: %w", name, err))
	}
	return k, nil
}

// password reads the file's first line, or asks.
func password(cmd *cobra.Command, file, prompt string) (string, error) {
	if file == "" {
		return cli.Password(cmd, prompt, "give it with --password-file FILE")
	}
	text, err := input.Read(cmd.Context(), file, input.Key)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}
