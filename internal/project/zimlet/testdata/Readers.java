import java.io.*;
import java.util.jar.*;
import java.util.zip.*;

/**
 * Reads an archive both ways a server does and prints "READER NAME SIZE CRC" for each entry it would keep: one whose size it
 * knows to be above 0. "file" opens the central directory, as the node that deploys; "stream" reads from the start, as the
 * admin console and every other node.
 */
public class Readers {
    public static void main(String[] args) throws IOException {
        try (JarFile jar = new JarFile(args[0])) {
            for (JarEntry e : java.util.Collections.list(jar.entries())) {
                if (e.getSize() > 0) print("file", e.getName(), jar.getInputStream(e).readAllBytes());
            }
        } catch (IOException e) {
            System.out.println("file " + e);
        }
        try (JarInputStream in = new JarInputStream(new FileInputStream(args[0]))) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                if (e.getSize() > 0) print("stream", e.getName(), in.readNBytes((int) e.getSize()));
                in.closeEntry();
            }
        } catch (IOException e) {
            System.out.println("stream " + e);
        }
    }

    private static void print(String reader, String name, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(data);
        System.out.println(reader + " " + name + " " + data.length + " " + Long.toHexString(crc.getValue()));
    }
}
