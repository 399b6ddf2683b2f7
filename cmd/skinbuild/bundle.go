package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/codes"
	"skinbuild/internal/deploy"
	"skinbuild/internal/input"
	"skinbuild/internal/project"
	"skinbuild/internal/project/pack"
)

// trustedDir is where an operator files the keys whose bundles count.
const trustedDir = "/etc/skinbuild/trusted.d"

func bundleCommand() *cobra.Command {
	group := cli.Group("bundle", "Make keys; pack, sign, verify, compare and unpack bundles",
		bundleDiffCommand(), bundleExportCommand(), bundleInspectCommand(), bundleKeygenCommand(),
		bundlePackCommand(), bundlePatchCommand(), bundleSignCommand(), bundleVerifyCommand())
	group.Long = `A bundle is the one file that is deployed: skins, scripts, zimlets, injections and
patches, a manifest, a bill of materials, and signatures.

Nothing of a bundle is unpacked or printed before its signature is verified. skinbuild
trusts the keys of --trust and --allowed-signers. If neither is given, it trusts the
keys in ` + trustedDir + `.`
	group.Example = `  skinbuild bundle keygen team
  skinbuild bundle pack --name acme --bundle-version 1.4.0 --sequence 14 --sign team.key build
  skinbuild bundle verify --trust team.pub dist/acme-1.4.0.skinbundle`
	return group
}

// trustFlags are the flags of every command that opens a bundle.
type trustFlags struct {
	keys       []string
	signers    string
	trusted    string
	signatures []string
	unsigned   bool
	allow      []string
	limits     int64
}

// addName adds --name.
func addName(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, "name", "", "the `NAME` of what is made: a project, a bundle or a patch")
}

// addTrustDir adds --trust-dir.
func addTrustDir(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "trust-dir", trustedDir, "trust the keys in this `DIR`, unless another flag names keys")
	_ = cmd.MarkFlagDirname("trust-dir")
}

func (f *trustFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.keys, "trust", nil, "trust this minisign public `KEY`: a file, or its base64; may be repeated")
	flags.StringVar(&f.signers, "allowed-signers", "", "trust the keys of this OpenSSH allowed_signers `FILE`")
	addTrustDir(cmd, &f.trusted)
	flags.StringArrayVar(&f.signatures, "signature", nil, "a `FILE` with a signature of the bundle (default: BUNDLE.minisig and BUNDLE.sig, if they exist); may be repeated")
	flags.BoolVar(&f.unsigned, "insecure-unsigned", false, "open a bundle that no trusted key has signed")
	flags.StringSliceVar(&f.allow, "allow", nil, allowUsage())
	flags.Int64Var(&f.limits, "limit-factor", 1, "multiply every limit on size and number by this `FACTOR`, 1 to 16")
}

// open reads and verifies a bundle file. What is wrong with it has its exit code:
// Untrusted, or Problems.
func (f *trustFlags) open(ctx context.Context, name string) (*pack.Bundle, error) {
	b, _, err := f.openData(ctx, name)
	return b, err
}

// openData is open, and returns the bytes of the file as they were verified.
func (f *trustFlags) openData(ctx context.Context, name string) (*pack.Bundle, []byte, error) {
	if f.limits < 1 || f.limits > 16 {
		return nil, nil, cli.Usagef("--limit-factor: want a number from 1 to 16, not %d", f.limits)
	}
	trust, err := f.trust(ctx)
	if err != nil {
		return nil, nil, err
	}
	n := f.limits
	limits := pack.Limits{Archive: n * 64 << 20, Total: n * 256 << 20, File: n * 16 << 20, Entries: int(n) * 10_000, Ratio: n * 200}
	data, err := input.Read(ctx, name, input.Bundle.UpTo(limits.Archive))
	if err != nil {
		return nil, nil, err
	}
	detached, err := f.detached(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	b, err := pack.Open(data, pack.Options{Trust: trust, Detached: detached, Unsigned: f.unsigned, Now: time.Now(), Limits: limits})
	if err != nil {
		return nil, nil, bundleFailure(name, err)
	}
	if err := project.CheckBundle(b.Files(), f.allow).Err(); err != nil {
		return nil, nil, cli.Fail(cli.Problems, fmt.Errorf("%s: %w", name, err), "skinbuild explain CODE says what to do about each")
	}
	return b, data, nil
}

// bundleFailure gives a refusal its exit code and its hint.
func bundleFailure(name string, err error) error {
	code, hints := cli.Problems, []string{}
	var r *pack.Refusal
	if errors.As(err, &r) && r.Hint != "" {
		hints = append(hints, r.Hint)
	}
	if errors.Is(err, pack.ErrUntrusted) {
		code = cli.Untrusted
		if r != nil && r.Code == codes.BundleNoKeys {
			hints = []string{"skinbuild bundle verify --trust KEY.pub " + name}
		}
		if r != nil && r.Code == codes.BundleUnsigned {
			hints = append(hints, "--insecure-unsigned opens it all the same")
		}
	}
	return cli.Fail(code, fmt.Errorf("%s: %w", name, err), hints...)
}

func (f *trustFlags) trust(ctx context.Context) (*pack.Trust, error) {
	if len(f.keys) == 0 && f.signers == "" {
		err := deploy.CheckTrustFolder(f.trusted)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, cli.Fail(cli.Untrusted, err)
		}
		t, err := pack.LoadTrust(input.Folder(ctx, f.trusted))
		if errors.Is(err, fs.ErrNotExist) {
			return &pack.Trust{}, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.trusted, err)
		}
		return t, nil
	}
	t := &pack.Trust{}
	for _, k := range f.keys {
		if err := addKey(ctx, t, k); err != nil {
			return nil, cli.Fail(cli.Usage, fmt.Errorf("--trust %s: %w", k, err))
		}
	}
	if f.signers != "" {
		text, err := input.Read(ctx, f.signers, input.Signers)
		if err != nil {
			return nil, err
		}
		if err := t.AddSigners(text); err != nil {
			return nil, cli.Fail(cli.Usage, fmt.Errorf("%s: %w", f.signers, err))
		}
	}
	return t, nil
}

// addKey takes the name of a file or, where there is none, the key itself.
func addKey(ctx context.Context, t *pack.Trust, key string) error {
	text, err := input.Read(ctx, key, input.Key)
	if err == nil {
		return t.AddKey(strings.TrimSuffix(key, ".pub"), text)
	}
	if addErr := t.AddKey("--trust", []byte(key)); addErr != nil {
		return err
	}
	return nil
}

func (f *trustFlags) detached(ctx context.Context, name string) ([][]byte, error) {
	names, asked := f.signatures, len(f.signatures) > 0
	if !asked {
		names = []string{name + ".minisig", name + ".sig"}
	}
	var out [][]byte
	for _, n := range names {
		text, err := input.Read(ctx, n, input.Key)
		if errors.Is(err, fs.ErrNotExist) && !asked {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}
