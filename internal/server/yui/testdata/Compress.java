import com.yahoo.platform.yui.compressor.CssCompressor;
import java.io.*;
import java.nio.charset.StandardCharsets;

/**
 * Reads style sheets from standard input, each as a 4-byte length and UTF-8, and
 * writes what the compressor makes of each: a byte, 0 for a sheet and 1 for the
 * name of an exception, then length and text. A thread has the stack of a request.
 */
public class Compress {
    public static void main(String[] args) throws Exception {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        while (true) {
            int n;
            try { n = in.readInt(); } catch (EOFException e) { break; }
            String css = new String(in.readNBytes(n), StandardCharsets.UTF_8);
            String[] result = new String[2];
            Thread t = new Thread(null, () -> {
                try {
                    StringWriter w = new StringWriter();
                    new CssCompressor(new StringReader(css)).compress(w, 0);
                    result[0] = w.toString();
                } catch (Throwable e) { result[1] = e.getClass().getName(); }
            }, "request", 256 * 1024);
            t.start();
            t.join();
            byte[] b = (result[0] != null ? result[0] : result[1]).getBytes(StandardCharsets.UTF_8);
            out.writeByte(result[0] != null ? 0 : 1);
            out.writeInt(b.length);
            out.write(b);
        }
        out.flush();
    }
}
