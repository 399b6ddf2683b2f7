import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;

/** Reads an XML schema and documents, and answers "valid" or what is wrong with each. */
public class Validate {
	public static void main(String[] args) throws Exception {
		DataInputStream in = new DataInputStream(System.in);
		DataOutputStream out = new DataOutputStream(System.out);
		Schema schema = null;
		while (true) {
			byte[] text;
			try {
				text = new byte[in.readInt()];
			} catch (EOFException end) {
				break;
			}
			in.readFully(text);
			String answer = "valid";
			StreamSource source = new StreamSource(new ByteArrayInputStream(text));
			if (schema == null) {
				schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(source);
			} else {
				try {
					schema.newValidator().validate(source);
				} catch (SAXException wrong) {
					answer = wrong.getMessage();
				}
			}
			byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
			out.writeInt(bytes.length);
			out.write(bytes);
		}
		out.flush();
	}
}
