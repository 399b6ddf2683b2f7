window.ZmMsg = {
	newMessage: "New Message", reply: "Reply", forward: "Forward", del: "Delete",
	inbox: "Inbox", sent: "Sent", drafts: "Drafts", trash: "Trash", folders: "Folders",
	splashScreenAppName: "Reference Client", splashScreenLoading: "Loading …", splashScreenCopyright: "The reference webapp of skinbuild"
};
