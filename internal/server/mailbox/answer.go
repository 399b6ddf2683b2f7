package mailbox

import (
	"encoding/json"
	"slices"
	"strings"
)

// handler answers one kind of request. The mailbox is locked.
type handler func(m *Mailbox, args object) (object, *fault)

// handlers are by the name of the request without "Request".
var handlers = map[string]handler{
	// the account
	"GetInfo":     func(m *Mailbox, _ object) (object, *fault) { return m.info(), nil },
	"GetPrefs":    func(m *Mailbox, _ object) (object, *fault) { return object{"_attrs": m.prefs}, nil },
	"ModifyPrefs": (*Mailbox).modifyPrefs, "Auth": (*Mailbox).auth, "EndSession": empty, "ChangePassword": (*Mailbox).changePassword,
	"NoOp": empty, "GetSignatures": func(m *Mailbox, _ object) (object, *fault) { return m.signatures(), nil },
	"ModifySignature": empty, "CreateSignature": (*Mailbox).createSignature, "DeleteSignature": empty,
	"GetIdentities": func(m *Mailbox, _ object) (object, *fault) { return m.identities(), nil }, "ModifyIdentity": empty,
	"ModifyProperties": empty, "ModifyZimletPrefs": empty, "GetAccountInfo": (*Mailbox).accountInfo,
	"GetAvailableSkins":      (*Mailbox).availableSkins,
	"GetAvailableLocales":    fixed("locale", object{"id": "en_US", "name": "English (United States)", "localName": "English (United States)"}),
	"GetAvailableCsvFormats": fixed("csv", object{"name": "zimbra-csv"}),
	"GetFilterRules":         fixed("filterRules", object{}), "GetOutgoingFilterRules": fixed("filterRules", object{}),
	"ModifyFilterRules": empty, "ModifyOutgoingFilterRules": empty,
	"GetWhiteBlackList": func(*Mailbox, object) (object, *fault) {
		return object{"whiteList": []object{{}}, "blackList": []object{{}}}, nil
	},
	"ModifyWhiteBlackList": empty,
	"GetMailboxMetadata":   fixed("meta", object{"section": "zwc:implicit", "_attrs": object{}}), "SetMailboxMetadata": empty, "ModifyMailboxMetadata": empty,
	"DiscoverRights": fixed("targets"), "GetRights": fixed("ace"), "GrantRights": fixed("ace"), "RevokeRights": fixed("ace"), "GetShareInfo": fixed("share"),
	"CheckPermission": func(*Mailbox, object) (object, *fault) { return object{"allow": true}, nil },
	"GetPermission":   func(*Mailbox, object) (object, *fault) { return object{"allow": true}, nil },
	"GetDataSources":  empty, "GetImportStatus": empty, "GetTrustedDevices": fixed("device"), "GetDeviceStatus": fixed("device"),
	"GetSpellDictionaries": fixed("dictionary", object{"_content": "en_US"}), "CheckSpelling": func(*Mailbox, object) (object, *fault) { return object{"available": true}, nil },

	// folders, tags, items
	"GetFolder":    func(m *Mailbox, _ object) (object, *fault) { return object{"folder": []object{m.folderTree()}}, nil },
	"GetTag":       func(m *Mailbox, _ object) (object, *fault) { return m.tagList(), nil },
	"CreateFolder": (*Mailbox).createFolder, "CreateTag": (*Mailbox).createTag, "FolderAction": (*Mailbox).folderAction, "TagAction": empty,
	"MsgAction": (*Mailbox).itemAction, "ConvAction": (*Mailbox).itemAction, "ItemAction": (*Mailbox).itemAction, "ContactAction": (*Mailbox).itemAction,
	"Search": (*Mailbox).search, "SearchConv": (*Mailbox).searchConv, "GetMsg": (*Mailbox).getMsg, "GetConv": (*Mailbox).getConv,
	"SendMsg": (*Mailbox).sendMsg, "SaveDraft": (*Mailbox).saveDraft,

	// people
	"GetContacts": (*Mailbox).getContacts, "CreateContact": (*Mailbox).createContact, "ModifyContact": (*Mailbox).modifyContact,
	"AutoComplete": (*Mailbox).autoComplete, "AutoCompleteGal": (*Mailbox).autoCompleteGal, "SearchGal": (*Mailbox).searchGal,
	"GetDistributionList": notFound, "GetDistributionListMembers": notFound,

	// time
	"GetMiniCal": (*Mailbox).miniCal, "CreateAppointment": (*Mailbox).createEvent, "ModifyAppointment": (*Mailbox).modifyEvent, "CancelAppointment": (*Mailbox).cancelEvent,
	"CreateTask": (*Mailbox).createTask, "ModifyTask": (*Mailbox).modifyEvent, "CancelTask": (*Mailbox).cancelEvent,
	"GetAppointment": (*Mailbox).getEvent, "GetTask": (*Mailbox).getEvent, "GetFreeBusy": (*Mailbox).freeBusy, "GetWorkingHours": fixed("usr"), "GetRecur": empty,
	"SearchCalendarResources": fixed("calresource"), "DismissCalendarItemAlarm": empty, "SnoozeCalendarItemAlarm": empty,

	// files
	"SaveDocument": (*Mailbox).saveDocument, "GetItem": (*Mailbox).getItem,
}

// empty answers requests whose answer the client does not read.
func empty(*Mailbox, object) (object, *fault) { return object{}, nil }

func notFound(_ *Mailbox, _ object) (object, *fault) {
	return nil, &fault{"account.NO_SUCH_DISTRIBUTION_LIST", "there is no distribution list"}
}

// fixed answers with one list.
func fixed(key string, list ...object) handler {
	if list == nil {
		list = []object{}
	}
	return func(*Mailbox, object) (object, *fault) { return object{key: list}, nil }
}

// accountRequests are those whose answers belong to urn:zimbraAccount.
var accountRequests = strings.Fields("GetInfo GetPrefs ModifyPrefs Auth EndSession ChangePassword GetSignatures CreateSignature ModifySignature DeleteSignature " +
	"GetIdentities ModifyIdentity GetAccountInfo GetAvailableSkins GetAvailableLocales GetAvailableCsvFormats GetWhiteBlackList ModifyWhiteBlackList " +
	"DiscoverRights GetRights GrantRights RevokeRights GetShareInfo AutoCompleteGal SearchGal GetDistributionList ModifyProperties")

// answer answers one request. The name is that of the answer.
func (m *Mailbox) answer(c call) (name string, answer object, f *fault) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests++
	h, known := handlers[c.name]
	switch code := m.data.Faults[c.name+"Request"]; {
	case code != "":
		return "", nil, &fault{code, "this mailbox answers so by its data file"}
	case m.expired && c.name != "Auth":
		return "", nil, &fault{"service.AUTH_EXPIRED", "auth credentials have expired"}
	case m.data.Faults["*"] != "" && m.requests > 1 && c.name != "Auth":
		return "", nil, &fault{m.data.Faults["*"], "this mailbox answers so by its data file"}
	case !known:
		if m.opt.Unknown != nil {
			m.opt.Unknown(c.name + "Request")
		}
		return "", nil, &fault{"service.UNKNOWN_DOCUMENT", "unknown document: " + c.name + "Request"}
	}
	if answer, f = h(m, c.args); f != nil {
		return "", nil, f
	}
	answer["_jsns"] = "urn:zimbraMail"
	if slices.Contains(accountRequests, c.name) {
		answer["_jsns"] = "urn:zimbraAccount"
	}
	if c.id != "" {
		answer["requestId"] = c.id
	}
	return c.name + "Response", answer, nil
}

// notification is what the next answer tells the client of changes.
type notification struct {
	created, modified map[string][]object // by the kind of item: "m", "c", "folder"
	deleted           []string
}

func (n *notification) add(to *map[string][]object, kind string, o object) {
	if *to == nil {
		*to = map[string][]object{}
	}
	(*to)[kind] = append((*to)[kind], o)
}

func (m *Mailbox) created(kind string, o object)  { m.news.add(&m.news.created, kind, o) }
func (m *Mailbox) modified(kind string, o object) { m.news.add(&m.news.modified, kind, o) }
func (m *Mailbox) deleted(id string)              { m.news.deleted = append(m.news.deleted, id) }

// header is the context of an answer, with the changes since the last one.
func (m *Mailbox) header() object {
	context := object{"session": object{"id": "1", "_content": "1"}, "change": object{"token": 5 + m.sequence}, "_jsns": "urn:zimbra"}
	n := m.news
	if n.created == nil && n.modified == nil && n.deleted == nil {
		return context
	}
	m.news = notification{}
	m.sequence++
	one := object{"seq": m.sequence}
	if n.created != nil {
		one["created"] = n.created
	}
	if n.modified != nil {
		one["modified"] = n.modified
	}
	if n.deleted != nil {
		one["deleted"] = object{"id": strings.Join(n.deleted, ",")}
	}
	context["notify"] = []object{one}
	return context
}

// Info is what a page that starts the client has in it: the answers to GetInfo and to
// the first search, as JSON that may stand in a script. skin is the skin of the page.
func (m *Mailbox) Info(skin string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	info := m.info()
	if prefs, ok := info["prefs"].(object); ok && skin != "" {
		prefs["_attrs"] = withSkin(m.prefs, skin)
	}
	info["_jsns"] = "urn:zimbraAccount"
	found, _ := m.search(object{"types": m.prefs["zimbraPrefGroupMailBy"], "query": m.prefs["zimbraPrefMailInitialSearch"]})
	found["_jsns"] = "urn:zimbraMail"
	context := m.header()
	context["refresh"] = object{"seq": 1, "version": "skinbuild", "mbx": []object{{"s": 1}}, "folder": []object{m.folderTree()}, "tags": m.tagList()}
	data, err := json.Marshal(object{
		"Header": object{"context": context},
		"Body":   object{"BatchResponse": object{"_jsns": "urn:zimbra", "GetInfoResponse": []object{info}, "SearchResponse": []object{found}}},
		"_jsns":  "urn:zimbraSoap",
	})
	if err != nil { // cannot happen: the objects hold what JSON has
		return "{}"
	}
	return string(data)
}
