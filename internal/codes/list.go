package codes

// The codes, in the order of their names. A code is never given another meaning.
const (
	None Code = iota // no code

	BrowsersSyntax
	BrowsersUnknown
	BrowsersVersion

	BundleCase
	BundleClaim
	BundleDuplicate
	BundleEntry
	BundleFormat
	BundleHash
	BundleID
	BundleKind
	BundleLimit
	BundleManifest
	BundleMissing
	BundleMode
	BundleNoKeys
	BundlePassword
	BundlePath
	BundlePathLeak
	BundlePrivateKey
	BundleRatio
	BundleSBOM
	BundleSchema
	BundleSecret
	BundleSignature
	BundleSize
	BundleSourceMap
	BundleStyle
	BundleSVG
	BundleTar
	BundleToken
	BundleTrailing
	BundleTruncated
	BundleType
	BundleUnlisted
	BundleUnsigned
	BundleVendorSkin
	BundleXML
	BundleZip
	BundleZstd

	CompatAPI
	CompatAtRule
	CompatFunction
	CompatMedia
	CompatPrefix
	CompatProperty
	CompatSelector
	CompatValue

	ConvertCross
	ConvertDiffers
	ConvertDirective
	ConvertLimit
	ConvertRaw
	ConvertRead

	DeployDowngrade
	DeployRelease
	DeploySkin
	DeployUnknownFile
	ES3Accessor
	ES3CloseScript
	ES3Const
	ES3DBGLine
	ES3Debugger
	ES3Empty
	ES3HTMLComment
	ES3LongString
	ES3NewerSyntax
	ES3ReservedWord
	ES3Size
	ES3SkinDirective
	ES3SkinToken
	ES3Syntax
	ES3TrailingComma

	ExpectAgent
	ExpectColumns
	ExpectDiffers
	ExpectHead
	ExpectQuestion

	InjectAmbiguous
	InjectAsset
	InjectBinary
	InjectBlob
	InjectComputed
	InjectCount
	InjectDrifted
	InjectDuplicateKey
	InjectEdited
	InjectEncoding
	InjectFragment
	InjectHasID
	InjectHuge
	InjectIncomplete
	InjectInside
	InjectInto
	InjectIrregular
	InjectKey
	InjectLaw
	InjectMarker
	InjectMissingFile
	InjectMissingTarget
	InjectName
	InjectNoPlace
	InjectNonce
	InjectOverlap
	InjectPath
	InjectPlace
	InjectPlainHTML
	InjectRawText
	InjectRelease
	InjectReleases
	InjectSelector
	InjectServerCode
	InjectSibling
	InjectTarget
	InjectTwoPatches
	InjectUnbalanced
	InjectUnknownAnchor
	InjectValues
	InjectVia

	InputEncoding
	InputSize
	InputType

	JourneySize
	JourneySyntax

	JSPAction
	JSPDepth
	JSPInclude
	JSPLimit
	JSPMissing
	JSPNesting
	JSPScriptlet
	JSPSyntax
	JSPTag
	JSPUnknown
	JSPUnknownTag

	LessArgument
	LessAtPlugin
	LessCompressOption
	LessDashOnlyMixinName
	LessDashOnlyVariableName
	LessDotSlashOperator
	LessDynamicCharset
	LessFile
	LessJavascript
	LessJSEval
	LessLimit
	LessMissingSemicolon
	LessMixinCallNoParens
	LessMixinCallWhitespace
	LessName
	LessNumericVariableName
	LessOperation
	LessParse
	LessPlugin
	LessPropertyInUnknownValue
	LessRuntime
	LessScss
	LessSyntax
	LessUnknownFunction
	LessUnusedImport
	LessUnusedMixin
	LessUnusedVariable
	LessVariableInAtRulePrelude
	LessVariableInUnknownValue
	LessWarning

	MailboxSize
	MailboxSyntax
	MailboxValue

	PatchAmbiguous
	PatchBinary
	PatchContext
	PatchHeader
	PatchLeftOut
	PatchLineEnds
	PatchMinified
	PatchMisfit
	PatchPackage
	PatchSyntax
	PatchTarget
	PatchTruncated
	PatchTwice

	ProjectBudget
	ProjectMissing
	ProjectModules
	ProjectTOML
	ProjectUnknownKey
	ProjectValue

	ScriptsBundle
	ScriptsConfig
	ScriptsConfigURL
	ScriptsJqueryVersion
	ScriptsPin
	ScriptsUnknownDetect

	ServeAgent

	SkinBadEscape
	SkinBrowsers
	SkinCycle
	SkinDirectory
	SkinDoctype
	SkinElseInSkipped
	SkinElseWithoutIf
	SkinFailedCall
	SkinFatalCall
	SkinLimit
	SkinLostText
	SkinManifest
	SkinMissingEndif
	SkinMissingFile
	SkinMixin
	SkinNestedCall
	SkinNoBase
	SkinNoncharacter
	SkinNotADirective
	SkinNotLatin1
	SkinNotUTF8
	SkinOutside
	SkinRaw
	SkinRead
	SkinRequest
	SkinSecondElse
	SkinShadowedColor
	SkinSurplusEndif
	SkinToken
	SkinTwoSheets
	SkinUnknownColor
	SkinUnknownFunction
	SkinUnknownMacro
	SkinUnknownToken
	SkinUnreachableName

	StripParse

	StylesSyntax

	YUICalc
	YUICase
	YUICharset
	YUIComment
	YUIDataURL
	YUIDescendant
	YUIDotZero
	YUIEmpty
	YUIKeyframe
	YUIName
	YUINone
	YUINotParen
	YUIOverflow
	YUIRGB
	YUIURL
	YUIZero
	YUIZeros

	ZimletCase
	ZimletCode
	ZimletCompiledTemplate
	ZimletConfigElement
	ZimletConfigEmpty
	ZimletConfigName
	ZimletConfigRoot
	ZimletConfigVersion
	ZimletCSSImport
	ZimletCSSURL
	ZimletDataDescriptor
	ZimletDoctype
	ZimletDuplicate
	ZimletEmptyFile
	ZimletEncoding
	ZimletEncrypted
	ZimletEntryName
	ZimletEntryPath
	ZimletExtension
	ZimletHandler
	ZimletHeaderMismatch
	ZimletHiddenData
	ZimletIncludeCase
	ZimletIncludeMissing
	ZimletIncludeRemote
	ZimletIncludeSpace
	ZimletIncludeTwice
	ZimletJunk
	ZimletLDAPLimit
	ZimletLink
	ZimletManifest
	ZimletMessage
	ZimletMessageKey
	ZimletMethod
	ZimletModern
	ZimletName
	ZimletNameDot
	ZimletNamespace
	ZimletNoDefinition
	ZimletNotAZip
	ZimletProperties
	ZimletProxy
	ZimletRoot
	ZimletUnknownElement
	ZimletUnreadable
	ZimletUpload
	ZimletUpperCase
	ZimletVersion
	ZimletWrapped
	ZimletXML
	ZimletXMLLimit
	ZimletZipLimit
)

// table holds what is known about each code. The titles are the first sentences
// of the pages in docs/codes.
var table = [...]entry{
	BrowsersSyntax:              {"browsers/syntax", Error, "an entry of the browser list cannot be read"},
	BrowsersUnknown:             {"browsers/unknown", Error, "an entry of the browser list names an unknown browser"},
	BrowsersVersion:             {"browsers/version", Error, "an entry of the browser list names an unknown version"},
	BundleCase:                  {"bundle/case", Error, "two file names differ only in letter case"},
	BundleClaim:                 {"bundle/claim", Error, "the signature is for another bundle"},
	BundleDuplicate:             {"bundle/duplicate", Error, "two files have the same name"},
	BundleEntry:                 {"bundle/entry", Error, "the bundle holds something other than regular files"},
	BundleFormat:                {"bundle/format", Error, "the file is not a bundle"},
	BundleHash:                  {"bundle/hash", Error, "a file differs from its hash in the manifest"},
	BundleID:                    {"bundle/id", Error, "the id of the manifest is not its hash"},
	BundleKind:                  {"bundle/kind", Error, "a file is in none of the folders of a bundle"},
	BundleLimit:                 {"bundle/limit", Error, "the bundle exceeds a size limit"},
	BundleManifest:              {"bundle/manifest", Error, "the manifest is missing, unreadable or not canonical"},
	BundleMissing:               {"bundle/missing", Error, "the manifest lists a file that the bundle does not hold"},
	BundleMode:                  {"bundle/mode", Error, "a file has another mode than 0644"},
	BundleNoKeys:                {"bundle/no-keys", Error, "the bundle is signed, but no key is trusted on this machine"},
	BundlePassword:              {"bundle/password", Error, "a file holds a Zimbra password"},
	BundlePath:                  {"bundle/path", Error, "a path is not allowed in a bundle"},
	BundlePathLeak:              {"bundle/path-leak", Error, "a file holds the path of a home directory"},
	BundlePrivateKey:            {"bundle/private-key", Error, "a file holds a private key"},
	BundleRatio:                 {"bundle/ratio", Error, "the bundle unpacks to too many times its size"},
	BundleSBOM:                  {"bundle/sbom", Error, "the bill of materials cannot be written"},
	BundleSchema:                {"bundle/schema", Error, "the bundle was made for another version of skinbuild"},
	BundleSecret:                {"bundle/secret", Error, "a file of the bundle holds a secret"},
	BundleSignature:             {"bundle/signature", Error, "no trusted key has signed the bundle"},
	BundleSize:                  {"bundle/size", Error, "a file has another size than the manifest says"},
	BundleSourceMap:             {"bundle/source-map", Error, "a file refers to a source map"},
	BundleStyle:                 {"bundle/style", Error, "a style sheet runs code or fetches from another host"},
	BundleSVG:                   {"bundle/svg", Error, "a picture runs code or fetches from another host"},
	BundleTar:                   {"bundle/tar", Error, "the tar inside the bundle is damaged or was not written by skinbuild"},
	BundleToken:                 {"bundle/token", Error, "a file holds an access token"},
	BundleTrailing:              {"bundle/trailing", Error, "something other than a signature follows the body"},
	BundleTruncated:             {"bundle/truncated", Error, "the bundle is cut off"},
	BundleType:                  {"bundle/type", Error, "a file type is not allowed in this folder"},
	BundleUnlisted:              {"bundle/unlisted", Error, "the bundle holds a file that the manifest does not list"},
	BundleUnsigned:              {"bundle/unsigned", Error, "the bundle has no signature"},
	BundleVendorSkin:            {"bundle/vendor-skin", Error, "a skin has the name of a vendor's skin"},
	BundleXML:                   {"bundle/xml", Error, "an XML file declares a document type"},
	BundleZip:                   {"bundle/zip", Error, "an archive inside the bundle cannot be read"},
	BundleZstd:                  {"bundle/zstd", Error, "the compressed data is damaged"},
	CompatAPI:                   {"compat/api", Warning, "supported browsers lack an object or function"},
	CompatAtRule:                {"compat/at-rule", Warning, "supported browsers lack an at-rule"},
	CompatFunction:              {"compat/function", Warning, "supported browsers lack a function used in a value"},
	CompatMedia:                 {"compat/media", Info, "supported browsers lack a media feature"},
	CompatPrefix:                {"compat/prefix", Warning, "supported browsers need another spelling"},
	CompatProperty:              {"compat/property", Warning, "supported browsers lack a property"},
	CompatSelector:              {"compat/selector", Warning, "supported browsers lack a selector"},
	CompatValue:                 {"compat/value", Warning, "supported browsers lack a value"},
	ConvertCross:                {"convert/cross", Warning, "an #IFDEF begins in one statement and ends in another"},
	ConvertDiffers:              {"convert/differs", Error, "the converted skin would send other CSS than the original"},
	ConvertDirective:            {"convert/directive", Error, "an #ELSE or #ENDIF has no #IFDEF"},
	ConvertLimit:                {"convert/limit", Error, "the skin has more than a conversion takes"},
	ConvertRaw:                  {"convert/raw", Warning, "a part of the sheet stays as it was"},
	ConvertRead:                 {"convert/read", Error, "a file of the skin cannot be converted"},
	DeployDowngrade:             {"deploy/downgrade", Error, "the bundle is older than one that was applied before"},
	DeployRelease:               {"deploy/release", Error, "the bundle is for another release than the webapp"},
	DeploySkin:                  {"deploy/skin", Error, "a skin is in the way of one of the bundle, or was changed"},
	DeployUnknownFile:           {"deploy/unknown-file", Error, "a file that apply would change is not the vendor's"},
	ES3Accessor:                 {"es3/accessor", Warning, "a getter or setter in an object literal"},
	ES3CloseScript:              {"es3/close-script", Error, "`</script` in a script ends the page's script element"},
	ES3Const:                    {"es3/const", Warning, "const or let, which the server's compressor does not reject"},
	ES3DBGLine:                  {"es3/dbg-line", Warning, "the server deletes this line"},
	ES3Debugger:                 {"es3/debugger", Warning, "a debugger statement"},
	ES3Empty:                    {"es3/empty", Error, "the skin has no script, and the server's compressor fails on an empty one"},
	ES3HTMLComment:              {"es3/html-comment", Warning, "an HTML comment in a script"},
	ES3LongString:               {"es3/long-string", Warning, "a string continues on the next line"},
	ES3NewerSyntax:              {"es3/newer-syntax", Error, "the syntax is newer than ECMAScript 3"},
	ES3ReservedWord:             {"es3/reserved-word", Error, "a reserved word is used as a name"},
	ES3Size:                     {"es3/size", Error, "the script is too large to check"},
	ES3SkinDirective:            {"es3/skin-directive", Warning, "the skin servlet treats this line of a script as a directive"},
	ES3SkinToken:                {"es3/skin-token", Warning, "the skin servlet replaces text between two @ in this script"},
	ES3Syntax:                   {"es3/syntax", Error, "the script is not valid JavaScript"},
	ES3TrailingComma:            {"es3/trailing-comma", Warning, "a comma after the last element or property"},
	ExpectAgent:                 {"expect/agent", Error, "the table names an unknown User-Agent"},
	ExpectColumns:               {"expect/columns", Error, "a row of the table has more cells than columns"},
	ExpectDiffers:               {"expect/differs", Error, "an answer differs from the expected one"},
	ExpectHead:                  {"expect/head", Error, "the first line of the table is wrong"},
	ExpectQuestion:              {"expect/question", Error, "the table has an unknown column"},
	InjectAmbiguous:             {"inject/ambiguous", Error, "two keys of an operation exclude each other"},
	InjectAsset:                 {"inject/asset", Error, "an installed file does not have the content that its name promises"},
	InjectBinary:                {"inject/binary", Error, "the template is not text"},
	InjectBlob:                  {"inject/blob", Error, "a value of `blobs` is not a git blob id"},
	InjectComputed:              {"inject/computed", Error, "the server computes this attribute"},
	InjectCount:                 {"inject/count", Error, "the place occurs more or less often than expected"},
	InjectDrifted:               {"inject/drifted", Error, "somebody changed a block of skinbuild in the template"},
	InjectDuplicateKey:          {"inject/duplicate-key", Error, "two operations have the same key"},
	InjectEdited:                {"inject/edited", Error, "somebody edited the template after skinbuild changed it"},
	InjectEncoding:              {"inject/encoding", Error, "text has the wrong encoding"},
	InjectFragment:              {"inject/fragment", Error, "the HTML fragment is not complete in itself"},
	InjectHasID:                 {"inject/has-id", Error, "the element already has an id"},
	InjectHuge:                  {"inject/huge", Error, "the template is too large"},
	InjectIncomplete:            {"inject/incomplete", Error, "a key of the operation is missing"},
	InjectInside:                {"inject/inside", Error, "nothing can be inserted at this place"},
	InjectInto:                  {"inject/into", Error, "no skin or zimlet can deliver the file"},
	InjectIrregular:             {"inject/irregular", Error, "the template is not a regular file"},
	InjectKey:                   {"inject/key", Error, "the key of an operation has an invalid form"},
	InjectLaw:                   {"inject/law", Error, "the change could not be removed again"},
	InjectMarker:                {"inject/marker", Error, "the text contains a marker of skinbuild"},
	InjectMissingFile:           {"inject/missing-file", Error, "the operation names a file that does not exist"},
	InjectMissingTarget:         {"inject/missing-target", Error, "no template matches"},
	InjectName:                  {"inject/name", Error, "a class, id or attribute name is invalid"},
	InjectNoPlace:               {"inject/no-place", Error, "the template has no place for the operation"},
	InjectNonce:                 {"inject/nonce", Error, "`nonce` is not a property path"},
	InjectOverlap:               {"inject/overlap", Error, "two operations change the same text"},
	InjectPath:                  {"inject/path", Error, "a path of the operation is invalid"},
	InjectPlace:                 {"inject/place", Error, "the keys that choose the place do not fit together"},
	InjectPlainHTML:             {"inject/plain-html", Error, "an attribute cannot be added to a plain HTML file"},
	InjectRawText:               {"inject/raw-text", Error, "the text would end the element that holds it"},
	InjectRelease:               {"inject/release", Error, "the release of the webapp is not known"},
	InjectReleases:              {"inject/releases", Error, "`releases` cannot be read"},
	InjectSelector:              {"inject/selector", Error, "the selector is not a valid CSS selector"},
	InjectServerCode:            {"inject/server-code", Error, "the server would evaluate the content"},
	InjectSibling:               {"inject/sibling", Error, "a compressed copy would be sent instead of the file"},
	InjectTarget:                {"inject/target", Error, "a target is not a path of a template"},
	InjectTwoPatches:            {"inject/two-patches", Error, "two bundles patch the same file"},
	InjectUnbalanced:            {"inject/unbalanced", Error, "the end of the element cannot be found"},
	InjectUnknownAnchor:         {"inject/unknown-anchor", Error, "the anchor does not exist"},
	InjectValues:                {"inject/values", Error, "`values` cannot be used here"},
	InjectVia:                   {"inject/via", Error, "a skin or zimlet cannot carry this operation"},
	InputEncoding:               {"input/encoding", Error, "the file is in UTF-16 or UTF-32"},
	InputSize:                   {"input/size", Error, "the file is larger than files of its kind may be"},
	InputType:                   {"input/type", Error, "the name is that of a folder, a pipe, a device or a link"},
	JourneySize:                 {"journey/size", Error, "the journey file is too large"},
	JourneySyntax:               {"journey/syntax", Error, "a line of the journey is wrong"},
	JSPAction:                   {"jsp/action", Error, "a tag of the page cannot be read"},
	JSPDepth:                    {"jsp/depth", Error, "includes are nested too deeply"},
	JSPInclude:                  {"jsp/include", Error, "a page cannot be included"},
	JSPLimit:                    {"jsp/limit", Error, "the page has no end"},
	JSPMissing:                  {"jsp/missing", Error, "a page does not exist"},
	JSPNesting:                  {"jsp/nesting", Error, "tags of the page are not nested correctly"},
	JSPScriptlet:                {"jsp/scriptlet", Error, "Java code in the page is not understood"},
	JSPSyntax:                   {"jsp/syntax", Error, "an expression of the page cannot be read"},
	JSPTag:                      {"jsp/tag", Error, "a tag is used in a way that is not understood"},
	JSPUnknown:                  {"jsp/unknown", Error, "a value of the page is not known"},
	JSPUnknownTag:               {"jsp/unknown-tag", Error, "a tag of the page is not known"},
	LessArgument:                {"less/argument", Error, "a function was called with an invalid argument"},
	LessAtPlugin:                {"less/at-plugin", Warning, "@plugin is deprecated"},
	LessCompressOption:          {"less/compress-option", Warning, "the compress option is deprecated"},
	LessDashOnlyMixinName:       {"less/dash-only-mixin-name", Warning, "a mixin name that consists of dashes is deprecated"},
	LessDashOnlyVariableName:    {"less/dash-only-variable-name", Warning, "a variable name that consists of dashes is deprecated"},
	LessDotSlashOperator:        {"less/dot-slash-operator", Warning, "the `./` operator is deprecated"},
	LessDynamicCharset:          {"less/dynamic-charset", Warning, "interpolation in @charset is deprecated"},
	LessFile:                    {"less/file", Error, "a file cannot be read"},
	LessJavascript:              {"less/javascript", Error, "the sheet needs JavaScript"},
	LessJSEval:                  {"less/js-eval", Warning, "inline JavaScript is deprecated"},
	LessLimit:                   {"less/limit", Error, "a limit on depth, steps, size, memory, imports or time was exceeded"},
	LessMissingSemicolon:        {"less/missing-semicolon", Warning, "a value looks as if a semicolon were missing in it"},
	LessMixinCallNoParens:       {"less/mixin-call-no-parens", Warning, "a mixin call without parentheses is deprecated"},
	LessMixinCallWhitespace:     {"less/mixin-call-whitespace", Warning, "white space between a mixin and its parentheses is deprecated"},
	LessName:                    {"less/name", Error, "a variable, mixin or property is not defined"},
	LessNumericVariableName:     {"less/numeric-variable-name", Warning, "a variable name that begins with a digit is deprecated"},
	LessOperation:               {"less/operation", Error, "the operation is not possible with these values"},
	LessParse:                   {"less/parse", Error, "the text is not valid LESS"},
	LessPlugin:                  {"less/plugin", Error, "a plugin cannot be used"},
	LessPropertyInUnknownValue:  {"less/property-in-unknown-value", Warning, "a property reference in a value that LESS does not read is deprecated"},
	LessRuntime:                 {"less/runtime", Error, "the sheet cannot be evaluated"},
	LessScss:                    {"less/scss", Warning, "an at-rule is one of SCSS"},
	LessSyntax:                  {"less/syntax", Error, "the sheet has a syntax error"},
	LessUnknownFunction:         {"less/unknown-function", Warning, "a function has nearly the name of one of LESS"},
	LessUnusedImport:            {"less/unused-import", Warning, "nothing in an imported file is used"},
	LessUnusedMixin:             {"less/unused-mixin", Warning, "a mixin is never called"},
	LessUnusedVariable:          {"less/unused-variable", Warning, "a variable is never used"},
	LessVariableInAtRulePrelude: {"less/variable-in-at-rule-prelude", Warning, "a bare variable in the head of an at-rule is deprecated"},
	LessVariableInUnknownValue:  {"less/variable-in-unknown-value", Warning, "a bare variable in a value that LESS does not read is deprecated"},
	LessWarning:                 {"less/warning", Warning, "less.js warns of this"},
	MailboxSize:                 {"mailbox/size", Error, "the mailbox file is too large"},
	MailboxSyntax:               {"mailbox/syntax", Error, "the mailbox file cannot be read"},
	MailboxValue:                {"mailbox/value", Error, "a value of the mailbox file is invalid"},
	PatchAmbiguous:              {"patch/ambiguous", Error, "a change of the patch fits several places, or may be there already"},
	PatchBinary:                 {"patch/binary", Error, "the patch has a binary part"},
	PatchContext:                {"patch/context", Error, "a change of the patch has no context"},
	PatchHeader:                 {"patch/header", Error, "a field in the header of the patch has an invalid value"},
	PatchLeftOut:                {"patch/left-out", Warning, "a patch does not fit the webapp and is left out"},
	PatchLineEnds:               {"patch/line-ends", Error, "the patch was saved with other line ends"},
	PatchMinified:               {"patch/minified", Error, "only a compressed or compiled form is there, and the change cannot be made in it"},
	PatchMisfit:                 {"patch/misfit", Error, "the patch does not fit the file"},
	PatchPackage:                {"patch/package", Error, "the patch does not fit the script in a package"},
	PatchSyntax:                 {"patch/syntax", Error, "the patch file cannot be read"},
	PatchTarget:                 {"patch/target", Error, "the patch changes what no patch may change"},
	PatchTruncated:              {"patch/truncated", Error, "the patch is cut off"},
	PatchTwice:                  {"patch/twice", Error, "the patch changes a file or key twice"},
	ProjectBudget:               {"project/budget", Error, "a file is larger than its budget"},
	ProjectMissing:              {"project/missing", Error, "a folder that the project includes does not exist"},
	ProjectModules:              {"project/modules", Error, "the npm packages are not installed"},
	ProjectTOML:                 {"project/toml", Error, "skinbuild.toml is not valid TOML"},
	ProjectUnknownKey:           {"project/unknown-key", Error, "skinbuild.toml has an unknown key"},
	ProjectValue:                {"project/value", Error, "a key of skinbuild.toml has an invalid value"},
	ScriptsBundle:               {"scripts/bundle", Error, "esbuild rejects a script"},
	ScriptsConfig:               {"scripts/config", Error, "SynaSkinOverride.json is not valid"},
	ScriptsConfigURL:            {"scripts/config-url", Error, "an address in SynaSkinOverride.json has an invalid form"},
	ScriptsJqueryVersion:        {"scripts/jquery-version", Error, "the version of jQuery is not pinned"},
	ScriptsPin:                  {"scripts/pin", Error, "an installed npm package is not the pinned one"},
	ScriptsUnknownDetect:        {"scripts/unknown-detect", Error, "Modernizr has no such detect"},
	ServeAgent:                  {"serve/agent", Error, "the server cannot answer this User-Agent"},
	SkinBadEscape:               {"skin/bad-escape", Error, "a malformed `\\u` escape ends a properties file"},
	SkinBrowsers:                {"skin/browsers", Error, "browsers() was called with something that is not a browser list"},
	SkinCycle:                   {"skin/cycle", Error, "a property refers to itself"},
	SkinDirectory:               {"skin/directory", Error, "a manifest lists a directory"},
	SkinDoctype:                 {"skin/doctype", Warning, "a manifest has a document type"},
	SkinElseInSkipped:           {"skin/else-in-skipped", Warning, "#ELSE inside a skipped block switches the output on"},
	SkinElseWithoutIf:           {"skin/else-without-if", Warning, "#ELSE outside any #IFDEF"},
	SkinFailedCall:              {"skin/failed-call", Warning, "a @function()@ leaves a comment instead of CSS"},
	SkinFatalCall:               {"skin/fatal-call", Error, "a @function()@ makes the request fail"},
	SkinLimit:                   {"skin/limit", Error, "the skin exceeds a size limit"},
	SkinLostText:                {"skin/lost-text", Warning, "the server drops text between two @"},
	SkinManifest:                {"skin/manifest", Error, "the servlet cannot read a manifest"},
	SkinMissingEndif:            {"skin/missing-endif", Warning, "#IFDEF without #ENDIF"},
	SkinMissingFile:             {"skin/missing-file", Warning, "a manifest lists a file that does not exist"},
	SkinMixin:                   {"skin/mixin", Error, "a mixin of the library was called with arguments that it does not take"},
	SkinNestedCall:              {"skin/nested-call", Warning, "a @function()@ inside another"},
	SkinNoBase:                  {"skin/no-base", Warning, "the skin has no frame for the client"},
	SkinNoncharacter:            {"skin/noncharacter", Error, "the sheet contains a noncharacter"},
	SkinNotADirective:           {"skin/not-a-directive", Warning, "a line looks like a directive and is sent as text"},
	SkinNotLatin1:               {"skin/not-latin1", Warning, "properties cannot hold this character"},
	SkinNotUTF8:                 {"skin/not-utf8", Warning, "a file is not encoded in UTF-8"},
	SkinOutside:                 {"skin/outside", Warning, "a manifest lists a file outside the webapp"},
	SkinRaw:                     {"skin/raw", Error, "@raw takes one string"},
	SkinRead:                    {"skin/read", Error, "a file or folder of the skin cannot be read"},
	SkinRequest:                 {"skin/request", Error, "the skin servlet does not answer this path"},
	SkinSecondElse:              {"skin/second-else", Warning, "two #ELSE in one #IFDEF"},
	SkinShadowedColor:           {"skin/shadowed-color", Warning, "a property has the name of a colour"},
	SkinSurplusEndif:            {"skin/surplus-endif", Error, "#ENDIF without #IFDEF"},
	SkinToken:                   {"skin/token", Error, "token() was called with a name that the servlet cannot look up"},
	SkinTwoSheets:               {"skin/two-sheets", Warning, "a style sheet exists as CSS and as LESS"},
	SkinUnknownColor:            {"skin/unknown-color", Warning, "the servlet cannot read a colour"},
	SkinUnknownFunction:         {"skin/unknown-function", Warning, "a @function()@ does not exist"},
	SkinUnknownMacro:            {"skin/unknown-macro", Warning, "no browser ever defines this macro"},
	SkinUnknownToken:            {"skin/unknown-token", Warning, "no properties file defines this token"},
	SkinUnreachableName:         {"skin/unreachable-name", Error, "no request can name this skin"},
	StripParse:                  {"strip/parse", Error, "the sheet would not be valid LESS without the unused rules"},
	StylesSyntax:                {"styles/syntax", Error, "a line of the style expectations cannot be read"},
	YUICalc:                     {"yui/calc", Warning, "the compressor removes blanks that a sum needs"},
	YUICase:                     {"yui/case", Warning, "the compressor changes a name to lower case"},
	YUICharset:                  {"yui/charset", Error, "the compressor fails on a @charset that is not at the front"},
	YUIComment:                  {"yui/comment", Warning, "the compressor removes a comment that is needed, or takes a string for a comment"},
	YUIDataURL:                  {"yui/data-url", Warning, "the compressor removes blanks in a data: URL"},
	YUIDescendant:               {"yui/descendant", Warning, "the compressor removes the blank before a colon"},
	YUIDotZero:                  {"yui/dot-zero", Warning, "the compressor removes the unit of a number that ends in .0"},
	YUIEmpty:                    {"yui/empty", Warning, "the compressor removes an empty rule that has a meaning"},
	YUIKeyframe:                 {"yui/keyframe", Warning, "the compressor drops the first frame of an animation"},
	YUIName:                     {"yui/name", Warning, "the compressor removes letters from a name"},
	YUINone:                     {"yui/none", Warning, "the compressor takes a custom property for border, outline or background"},
	YUINotParen:                 {"yui/not-paren", Warning, "the compressor turns a word into a function"},
	YUIOverflow:                 {"yui/overflow", Warning, "a string or selector list is too long for the compressor's stack"},
	YUIRGB:                      {"yui/rgb", Error, "the compressor changes a colour, or fails on it"},
	YUIURL:                      {"yui/url", Warning, "the compressor changes an unquoted address"},
	YUIZero:                     {"yui/zero", Warning, "the compressor removes a unit that a zero needs"},
	YUIZeros:                    {"yui/zeros", Warning, "the compressor merges zeros into one"},
	ZimletCase:                  {"zimlet/case", Error, "two files differ only in letter case"},
	ZimletCode:                  {"zimlet/code", Error, "the zimlet brings code that runs on the server"},
	ZimletCompiledTemplate:      {"zimlet/compiled-template", Warning, "a compiled template lies beside its source"},
	ZimletConfigElement:         {"zimlet/config-element", Warning, "the configuration has an element that does nothing"},
	ZimletConfigEmpty:           {"zimlet/config-empty", Error, "the configuration is empty"},
	ZimletConfigName:            {"zimlet/config-name", Error, "the configuration is for another zimlet"},
	ZimletConfigRoot:            {"zimlet/config-root", Error, "the configuration has the wrong root element"},
	ZimletConfigVersion:         {"zimlet/config-version", Error, "the version of the configuration is invalid"},
	ZimletCSSImport:             {"zimlet/css-import", Warning, "browsers ignore this @import"},
	ZimletCSSURL:                {"zimlet/css-url", Error, "the server changes this url() so that it no longer works"},
	ZimletDataDescriptor:        {"zimlet/data-descriptor", Error, "the archive stores sizes after the data"},
	ZimletDoctype:               {"zimlet/doctype", Error, "the definition has a DOCTYPE"},
	ZimletDuplicate:             {"zimlet/duplicate", Error, "two files have the same name"},
	ZimletEmptyFile:             {"zimlet/empty-file", Warning, "the zimlet has an empty file"},
	ZimletEncoding:              {"zimlet/encoding", Error, "the file is not encoded in UTF-8"},
	ZimletEncrypted:             {"zimlet/encrypted", Error, "the archive is encrypted"},
	ZimletEntryName:             {"zimlet/entry-name", Error, "a file name has invalid characters"},
	ZimletEntryPath:             {"zimlet/entry-path", Error, "a file name leaves the folder of the zimlet"},
	ZimletExtension:             {"zimlet/extension", Error, "the zimlet is an extension of the admin console"},
	ZimletHandler:               {"zimlet/handler", Error, "the handler of the zimlet is not defined"},
	ZimletHeaderMismatch:        {"zimlet/header-mismatch", Error, "the archive describes one entry in two ways"},
	ZimletHiddenData:            {"zimlet/hidden-data", Error, "the archive holds data that belongs to no entry"},
	ZimletIncludeCase:           {"zimlet/include-case", Warning, "the file name differs in letter case"},
	ZimletIncludeMissing:        {"zimlet/include-missing", Error, "the definition includes a file that does not exist"},
	ZimletIncludeRemote:         {"zimlet/include-remote", Error, "the zimlet loads a file from another host"},
	ZimletIncludeSpace:          {"zimlet/include-space", Error, "white space around the name of an included file"},
	ZimletIncludeTwice:          {"zimlet/include-twice", Warning, "the definition includes a file twice"},
	ZimletJunk:                  {"zimlet/junk", Warning, "the file does not belong in a zimlet"},
	ZimletLDAPLimit:             {"zimlet/ldap-limit", Error, "a text is longer than LDAP accepts"},
	ZimletLink:                  {"zimlet/link", Error, "the zimlet holds something other than regular files"},
	ZimletManifest:              {"zimlet/manifest", Error, "META-INF/MANIFEST.MF misleads the server"},
	ZimletMessage:               {"zimlet/message", Warning, "a message is missing or not used"},
	ZimletMessageKey:            {"zimlet/message-key", Error, "the key of a message is a reserved word"},
	ZimletMethod:                {"zimlet/method", Error, "the archive uses a compression that Java cannot read"},
	ZimletModern:                {"zimlet/modern", Warning, "the zimlet is for the Modern UI"},
	ZimletName:                  {"zimlet/name", Error, "the name of the zimlet is invalid or not the same everywhere"},
	ZimletNameDot:               {"zimlet/name-dot", Warning, "a zimlet with a dot in its name has no messages"},
	ZimletNamespace:             {"zimlet/namespace", Warning, "the server ignores XML namespaces"},
	ZimletNoDefinition:          {"zimlet/no-definition", Error, "the zimlet has no definition"},
	ZimletNotAZip:               {"zimlet/not-a-zip", Error, "the file is not a readable zip archive"},
	ZimletProperties:            {"zimlet/properties", Warning, "the server reads this properties file differently"},
	ZimletProxy:                 {"zimlet/proxy", Error, "the zimlet opens the server's proxy"},
	ZimletRoot:                  {"zimlet/root", Error, "the definition has the wrong root element"},
	ZimletUnknownElement:        {"zimlet/unknown-element", Warning, "neither server nor client knows this element"},
	ZimletUnreadable:            {"zimlet/unreadable", Error, "the zimlet cannot be read"},
	ZimletUpload:                {"zimlet/upload", Warning, "the archive is larger than an upload may be"},
	ZimletUpperCase:             {"zimlet/upper-case", Warning, "the name of the zimlet is not in lower case"},
	ZimletVersion:               {"zimlet/version", Error, "the version of the zimlet is invalid"},
	ZimletWrapped:               {"zimlet/wrapped", Error, "all files are in a folder"},
	ZimletXML:                   {"zimlet/xml", Error, "the definition is not well-formed XML"},
	ZimletXMLLimit:              {"zimlet/xml-limit", Error, "the XML document is too large or nested too deeply"},
	ZimletZipLimit:              {"zimlet/zip-limit", Error, "the archive exceeds a limit"},
}
