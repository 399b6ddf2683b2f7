import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** Answers each document with what its DOM holds, or with "!" and the error. */
class Dom {
    static void write(Node e, StringBuilder out) {
        out.append('<').append(e.getNodeName());
        TreeMap<String, String> sorted = new TreeMap<>();
        NamedNodeMap attributes = e.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            sorted.put(attributes.item(i).getNodeName(), attributes.item(i).getNodeValue());
        }
        sorted.forEach((name, value) -> out.append('|').append(name).append('=').append(value));
        StringBuilder text = new StringBuilder();
        StringBuilder cdata = new StringBuilder();
        StringBuilder children = new StringBuilder();
        for (Node c = e.getFirstChild(); c != null; c = c.getNextSibling()) {
            switch (c.getNodeType()) {
                case Node.TEXT_NODE: text.append(c.getNodeValue()); break;
                case Node.CDATA_SECTION_NODE: cdata.append(c.getNodeValue()); break;
                case Node.ELEMENT_NODE: write(c, children); break;
                default:
            }
        }
        out.append("|t:").append(text).append("|c:").append(cdata).append('|').append(children).append('>');
    }

    public static void main(String[] args) throws Exception {
        DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(new java.io.BufferedOutputStream(System.out));
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        for (;;) {
            byte[] text;
            try {
                text = new byte[in.readInt()];
            } catch (EOFException e) {
                break;
            }
            in.readFully(text);
            StringBuilder answer = new StringBuilder();
            try {
                DocumentBuilder builder = factory.newDocumentBuilder();
                builder.setErrorHandler(null);
                builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
                java.io.PrintStream err = System.err;
                System.setErr(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
                try {
                    write(builder.parse(new ByteArrayInputStream(text)).getDocumentElement(), answer);
                } finally {
                    System.setErr(err);
                }
            } catch (Exception e) {
                answer.setLength(0);
                answer.append("! ").append(e.getMessage());
            }
            byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.flush();
    }
}
