package mailbox

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// basePreferences are those that the client cannot start without, and those that make
// its views independent of the browser.
var basePreferences = map[string]string{
	"zimbraPrefLocale": "en_US", "zimbraPrefTimeZoneId": "UTC", "zimbraPrefGroupMailBy": "conversation", "zimbraPrefReadingPaneLocation": "right",
	"zimbraPrefReadingPaneEnabled": "TRUE", "zimbraPrefConvReadingPaneLocation": "right", "zimbraPrefMailInitialSearch": "in:inbox",
	"zimbraPrefMailItemsPerPage": "50", "zimbraPrefItemsPerVirtualPage": "50", "zimbraPrefMessageViewHtmlPreferred": "TRUE", "zimbraPrefShowFragments": "TRUE",
	"zimbraPrefComposeFormat": "text", "zimbraPrefComposeInNewWindow": "FALSE", "zimbraPrefCalendarInitialView": "workWeek", "zimbraPrefCalendarFirstDayOfWeek": "1",
	"zimbraPrefCalendarWorkingHours":      "1:N:0800:1700,2:Y:0800:1700,3:Y:0800:1700,4:Y:0800:1700,5:Y:0800:1700,6:Y:0800:1700,7:N:0800:1700",
	"zimbraPrefCalendarAlwaysShowMiniCal": "TRUE", "zimbraPrefCalendarDefaultApptDuration": "3600", "zimbraPrefClientType": "advanced", "zimbraPrefMailPollingInterval": "5m", "zimbraPrefConversationOrder": "dateDesc",
	"zimbraPrefAutocompleteAddressBubblesEnabled": "TRUE", "zimbraPrefFolderTreeOpen": "TRUE", "zimbraPrefTagTreeOpen": "TRUE", "zimbraPrefSearchTreeOpen": "TRUE",
	"zimbraPrefZimletTreeOpen": "FALSE", "zimbraPrefDisplayExternalImages": "TRUE", "zimbraPrefSortOrder": "", "zimbraPrefMailSelectAfterDelete": "next",
	"zimbraPrefFont": "system", "zimbraPrefMarkMsgRead": "-1", "zimbraPrefForwardReplyPrefixChar": ">", "zimbraPrefReplyIncludeOriginalText": "includeBody",
	"zimbraPrefForwardIncludeOriginalText": "includeBody", "zimbraPrefBriefcaseReadingPaneLocation": "right", "zimbraPrefTasksReadingPaneLocation": "right",
	"zimbraPrefTasksFilterBy": "", "zimbraPrefAutoSaveDraftInterval": "30s", "zimbraPrefSkin": "harmony",
}

// features are those that the account has: zimbraFeatureNAMEEnabled.
const features = "Mail Contacts Calendar Tasks Briefcases Options Conversations Tagging SavedSearches AdvancedSearch Flagging Filters Signatures " +
	"Identities SkinChange HtmlCompose Gal Sharing GroupCalendar MailPriority ChangePassword OutOfOfficeReply NewMailNotification " +
	"MailForwarding Antispam ImportFolder ExportFolder MailSendLater ReadReceipts GalAutoComplete"

func preferences(d *Data) map[string]string {
	prefs := maps.Clone(basePreferences)
	maps.Copy(prefs, d.Account.Preferences)
	return prefs
}

func withSkin(prefs map[string]string, skin string) map[string]string {
	prefs = maps.Clone(prefs)
	prefs["zimbraPrefSkin"] = skin
	return prefs
}

// accountID is the id of the one account.
const accountID = "a1"

// info is the answer to GetInfo.
func (m *Mailbox) info() object {
	attrs := map[string]string{
		"zimbraMailQuota": "1073741824", "zimbraIdentityMaxNumEntries": "20", "zimbraSignatureMaxNumEntries": "20", "zimbraMailIdleSessionTimeout": "0",
		"displayName": m.data.Account.Name, "zimbraContactMaxNumEntries": "10000", "zimbraId": accountID,
	}
	for f := range strings.FieldsSeq(features) {
		attrs["zimbraFeature"+f+"Enabled"] = "TRUE"
	}
	maps.Copy(attrs, m.data.Account.Attributes)
	const dayLength = 24 * 3600 * 1000
	o := object{
		"version": "skinbuild", "id": accountID, "name": m.data.Account.Email, "lifetime": dayLength, "accessed": millis(m.now()), "prevSession": millis(m.now()),
		"recent": 0, "used": 322122547, "attSizeLimit": 10485760, "docSizeLimit": 10485760, "soapURL": "/service/soap/", "publicURL": "", "rest": "/home/" + m.data.Account.Email,
		"prefs": object{"_attrs": m.prefs}, "attrs": object{"_attrs": attrs}, "dataSources": object{}, "childAccounts": object{},
		"props": object{"prop": []object{}}, "rights": object{"targets": []object{}}, "cos": object{"id": "c1", "name": "default"},
	}
	o["signatures"] = m.signatures()
	o["identities"] = m.identities()
	return o
}

func (m *Mailbox) identities() object {
	attrs := object{"zimbraPrefIdentityId": accountID, "zimbraPrefIdentityName": "DEFAULT", "zimbraPrefFromAddress": m.data.Account.Email, "zimbraPrefFromDisplay": m.data.Account.Name}
	return object{"identity": []object{{"id": accountID, "name": "DEFAULT", "_attrs": attrs}}}
}

func (m *Mailbox) signatures() object {
	if m.data.Account.Signature == "" {
		return object{}
	}
	return object{"signature": []object{{"id": "s1", "name": "Default", "content": []object{{"type": "text/plain", "_content": m.data.Account.Signature}}}}}
}

func (m *Mailbox) createSignature(args object) (object, *fault) {
	s := args.obj("signature")
	if content := s.obj("content").str("_content"); content != "" {
		m.data = cloneWithSignature(m.data, content)
	}
	return object{"signature": []object{{"id": "s1", "name": s.str("name")}}}, nil
}

func cloneWithSignature(d *Data, text string) *Data {
	c := *d
	c.Account.Signature = text
	return &c
}

// modifyPrefs takes {"_attrs": {…}} and, in XML, a list of <pref name="…">.
func (m *Mailbox) modifyPrefs(args object) (object, *fault) {
	if attrs, ok := args["_attrs"].(map[string]any); ok {
		for name := range attrs {
			m.prefs[name] = object(attrs).str(name)
		}
	}
	for _, p := range args.list("pref") {
		m.prefs[p.str("name")] = p.str("_content")
	}
	return object{}, nil
}

func (m *Mailbox) auth(args object) (object, *fault) {
	account, password := args.str("account"), args.str("password")
	if args.obj("authToken").str("_content") == "" && args.str("authToken") == "" && !m.signIn(account, password) {
		return nil, &fault{"account.AUTH_FAILED", "authentication failed for [" + account + "]"}
	}
	return object{"authToken": []object{{"_content": "token"}}, "lifetime": 24 * 3600 * 1000, "skin": []object{{"_content": m.prefs["zimbraPrefSkin"]}}}, nil
}

func (m *Mailbox) changePassword(args object) (object, *fault) {
	if args.str("oldPassword") != m.data.Account.Password {
		return nil, &fault{"account.AUTH_FAILED", "authentication failed"}
	}
	return object{"authToken": []object{{"_content": "token"}}, "lifetime": 24 * 3600 * 1000}, nil
}

func (m *Mailbox) accountInfo(object) (object, *fault) {
	return object{"name": m.data.Account.Email, "_attrs": object{"displayName": m.data.Account.Name, "zimbraId": accountID}, "soapURL": "/service/soap/"}, nil
}

func (m *Mailbox) availableSkins(object) (object, *fault) {
	list := []object{}
	for _, s := range m.opt.Skins {
		list = append(list, object{"name": s})
	}
	return object{"skin": list}, nil
}

// folderTree is the root folder with all folders in it.
func (m *Mailbox) folderTree() object {
	root := object{"id": "1", "uuid": "u1", "name": "USER_ROOT", "absFolderPath": "/"}
	root["folder"] = m.children("1", "")
	return root
}

func (m *Mailbox) children(parent, path string) []object {
	list := []object{}
	for _, f := range m.folders {
		if f.parent != parent {
			continue
		}
		o := m.folderObject(f)
		o["absFolderPath"] = path + "/" + f.name
		if inside := m.children(f.id, path+"/"+f.name); len(inside) > 0 {
			o["folder"] = inside
		}
		list = append(list, o)
	}
	return list
}

func (m *Mailbox) folderObject(f *folder) object {
	n, unread := m.count(f)
	o := object{
		"id": f.id, "uuid": "u" + f.id, "luuid": "u" + f.parent, "name": f.name, "l": f.parent, "n": n, "s": 0, "rev": 1,
		"deletable": !f.system, "activesyncdisabled": false, "webOfflineSyncDays": 0,
	}
	if f.view != "" {
		o["view"] = f.view
	}
	if unread > 0 {
		o["u"] = unread
	}
	if f.color > 0 {
		o["color"] = f.color
	}
	if f.view == "appointment" {
		o["f"] = "#" // shown in the calendar
	}
	return o
}

// count returns how many items a folder holds, and how many messages are unread.
func (m *Mailbox) count(f *folder) (n, unread int) {
	for _, one := range m.messages {
		if one.folder == f.id {
			n++
			if one.Unread {
				unread++
			}
		}
	}
	for _, c := range m.contacts {
		if c.folder == f.id {
			n++
		}
	}
	for _, e := range m.events {
		if e.folder == f.id {
			n++
		}
	}
	for _, d := range m.docs {
		if d.folder == f.id {
			n++
		}
	}
	return n, unread
}

func (m *Mailbox) tagList() object {
	list := []object{}
	for _, t := range m.tags {
		list = append(list, object{"id": t.id, "name": t.Name, "color": t.Color})
	}
	return object{"tag": list}
}

func (m *Mailbox) createFolder(args object) (object, *fault) {
	spec := args.obj("folder")
	parent := spec.str("l")
	if parent == "" {
		parent = "1"
	}
	name := spec.str("name")
	if name == "" || slices.ContainsFunc(m.folders, func(f *folder) bool { return f.parent == parent && strings.EqualFold(f.name, name) }) {
		return nil, &fault{"mail.ALREADY_EXISTS", "object with that name already exists: " + name}
	}
	color, _ := strconv.Atoi(spec.str("color")) // absent or wrong: no colour
	f := &folder{id: m.nextID(), name: name, view: spec.str("view"), parent: parent, color: color}
	if f.view == "" {
		f.view = "message"
	}
	m.folders = append(m.folders, f)
	o := m.folderObject(f)
	m.created("folder", o)
	return object{"folder": []object{o}}, nil
}

func (m *Mailbox) createTag(args object) (object, *fault) {
	spec := args.obj("tag")
	color, _ := strconv.Atoi(spec.str("color")) // absent or wrong: no colour
	t := tag{m.nextID(), Tag{spec.str("name"), color}}
	m.tags = append(m.tags, t)
	o := object{"id": t.id, "name": t.Name, "color": t.Color}
	m.created("tag", o)
	return object{"tag": []object{o}}, nil
}

func (m *Mailbox) folderAction(args object) (object, *fault) {
	action := args.obj("action")
	done := object{"action": object{"id": action.str("id"), "op": action.str("op")}}
	for _, id := range strings.Split(action.str("id"), ",") {
		f := m.folderByID(id)
		if f == nil {
			return nil, &fault{"mail.NO_SUCH_FOLDER", "no such folder id: " + id}
		}
		switch action.str("op") {
		case "rename":
			f.name = action.str("name")
			m.modified("folder", object{"id": id, "name": f.name})
		case "move", "trash":
			if f.parent = action.str("l"); action.str("op") == "trash" {
				f.parent = "3"
			}
			m.modified("folder", object{"id": id, "l": f.parent})
		case "delete":
			m.folders = slices.DeleteFunc(m.folders, func(o *folder) bool { return o == f })
			m.deleted(id)
		case "read":
			m.markRead(id)
		case "empty":
			m.emptyFolder(id)
		}
	}
	return done, nil
}

func (m *Mailbox) markRead(folder string) {
	for _, one := range m.messages {
		if one.folder == folder && one.Unread {
			one.Unread = false
			m.modified("m", object{"id": one.id, "f": one.flags()})
		}
	}
	m.folderChanged(folder)
}

func (m *Mailbox) emptyFolder(id string) {
	m.messages = slices.DeleteFunc(m.messages, func(one *message) bool {
		if one.folder == id {
			m.deleted(one.id)
		}
		return one.folder == id
	})
	m.folderChanged(id)
}

// folderChanged tells the client the numbers of a folder.
func (m *Mailbox) folderChanged(id string) {
	f := m.folderByID(id)
	if f == nil {
		return
	}
	n, unread := m.count(f)
	m.modified("folder", object{"id": id, "n": n, "u": unread})
}
