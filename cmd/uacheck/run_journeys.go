package main

import (
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"skinbuild/internal/cli"
	"skinbuild/internal/input"
	"skinbuild/internal/visit/check"
	"skinbuild/internal/visit/journey"
)

// chooseJourneys returns the journeys of --journeys and --journey-dir.
func (f *runFlags) chooseJourneys(cmd *cobra.Command, context string) (check.Journeys, error) {
	none := check.Journeys{}
	if f.journeys == "none" || f.journeys == "auto" && (!f.vendor || len(f.pages) > 0) && f.journeyDir == "" {
		return none, nil
	}
	list, ds, err := journey.Load(journey.Embedded())
	if err != nil {
		return none, err
	}
	if f.journeyDir != "" {
		own, more, err := journey.Load(input.Folder(cmd.Context(), f.journeyDir))
		if err != nil {
			return none, err
		}
		list, ds = append(list, own...), append(ds, more...)
	}
	if err := cli.Report(cmd, ds); err != nil {
		return none, err
	}
	if f.journeys != "auto" && f.journeys != "all" {
		if list, err = named(list, strings.Split(f.journeys, ",")); err != nil {
			return none, err
		}
	}
	client := url.Values{"client": {"advanced"}}
	if *f.skin != "" {
		client.Set("skin", *f.skin)
	}
	return check.Journeys{List: list, Fresh: f.fresh, Starts: map[string]check.Page{
		"client": {Name: "client", Path: context + "/public/launchZCS.jsp?" + client.Encode(), Unavailable: f.noClient},
		"login":  {Name: "login", Path: context + "/?loginOp=logout", Unavailable: f.noClient},
	}}, nil
}

// named returns the journeys of those names, in the order of the names.
func named(list []*journey.Journey, names []string) ([]*journey.Journey, error) {
	var known []string
	for _, j := range list {
		known = append(known, j.Name)
	}
	var chosen []*journey.Journey
	for _, name := range names {
		i := slices.Index(known, strings.TrimSpace(name))
		if i < 0 {
			return nil, cli.Unknown("--journeys: there is no journey", name, known)
		}
		chosen = append(chosen, list[i])
	}
	return chosen, nil
}
