import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** Answers each properties text with what Properties.load stores, in order. */
class Props {
    /** The first byte of an input says how the rest is loaded; see java.Charset. */
    static void load(Properties into, byte[] in) throws Exception {
        byte[] text = java.util.Arrays.copyOfRange(in, 1, in.length);
        switch (in[0]) {
            case 0: into.load(new StringReader(new String(text, StandardCharsets.UTF_8))); break;
            case 1: into.load(new ByteArrayInputStream(text)); break;
            default: into.load(new ByteArrayInputStream(new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    public static void main(String[] args) throws Exception {
        DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(new java.io.BufferedOutputStream(System.out));
        for (;;) {
            byte[] text;
            try {
                text = new byte[in.readInt()];
            } catch (EOFException e) {
                break;
            }
            in.readFully(text);
            StringBuilder answer = new StringBuilder();
            Properties all = new Properties() {
                @Override
                public synchronized Object put(Object key, Object value) {
                    answer.append(key).append('\u0001').append(value).append('\u0002');
                    return null;
                }
            };
            try {
                load(all, text);
            } catch (IllegalArgumentException e) {
                answer.append(e.getMessage());
            }
            byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.flush();
    }
}
