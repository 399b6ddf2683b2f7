import com.yahoo.platform.yui.compressor.JavaScriptCompressor;
import java.io.*;
import java.nio.charset.StandardCharsets;
import org.mozilla.javascript.ErrorReporter;
import org.mozilla.javascript.EvaluatorException;

/** Compresses scripts one after the other: "LENGTH\nBYTES" on stdin gives "ok LENGTH\nBYTES" or "fail LENGTH\nMESSAGE" on stdout. */
public class Yui implements ErrorReporter {
    private String first;

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        System.setOut(System.err);
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        for (String line; (line = in.readLine()) != null; ) {
            byte[] text = new byte[Integer.parseInt(line)];
            in.readFully(text);
            String verdict = "ok";
            String result;
            try {
                result = compress(new String(text, StandardCharsets.UTF_8));
            } catch (Exception | StackOverflowError e) {
                verdict = "fail";
                result = String.valueOf(e.getMessage());
            }
            byte[] bytes = result.getBytes(StandardCharsets.UTF_8);
            out.print(verdict + " " + bytes.length + "\n");
            out.write(bytes);
            out.flush();
        }
    }

    private static String compress(String text) throws IOException {
        Yui reporter = new Yui();
        StringWriter w = new StringWriter();
        try {
            new JavaScriptCompressor(new StringReader(text), reporter).compress(w, -1, true, false, false, false);
        } catch (EvaluatorException e) {
            throw new EvaluatorException(reporter.first == null ? e.getMessage() : reporter.first);
        }
        return w.toString();
    }

    public void warning(String message, String source, int line, String text, int column) {}

    public void error(String message, String source, int line, String text, int column) {
        if (first == null) first = line + ":" + column + ": " + message;
    }

    public EvaluatorException runtimeError(String message, String source, int line, String text, int column) {
        error(message, source, line, text, column);
        return new EvaluatorException(message);
    }
}
