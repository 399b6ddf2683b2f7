package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"time"

	"skinbuild/internal/server/client"
	"skinbuild/internal/server/mailbox"
	"skinbuild/internal/server/serve"
	"skinbuild/internal/tree"
)

func main() {
	tag := os.Args[1]
	dir := "/work/trees/" + tag + "/webapps/zimbra"
	app := os.DirFS(dir)
	c := client.Complete(dir, app, os.DirFS("/work/main/node_modules"))
	layers := append(append(tree.Layers{app}, c.Layers...), serve.StandIns())
	mb := mailbox.New(mailbox.Default(), &mailbox.Options{Skins: []string{"harmony"}, Unknown: func(s string) { fmt.Println("UNKNOWN", s) }})
	h, err := serve.New(&serve.Options{Webapp: fs.FS(layers), Mailbox: mb, Clock: time.Date(2026, 11, 25, 10, 40, 0, 0, time.UTC)})
	if err != nil {
		panic(err)
	}
	fmt.Println(http.ListenAndServe("127.0.0.1:"+os.Args[2], h))
}
