import java.io.File;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Serves the webapp in the folder of the first argument on a free port of loopback, which it prints, until its input ends. */
public class Serve {
	public static void main(String[] args) throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(args[1]);
		tomcat.setHostname("127.0.0.1");
		Connector connector = new Connector();
		connector.setPort(0);
		connector.setProperty("address", "127.0.0.1");
		tomcat.setConnector(connector);
		tomcat.addWebapp("/zimbra", new File(args[0]).getAbsolutePath());
		tomcat.start();
		System.out.println("port " + connector.getLocalPort());
		System.out.flush();
		while (System.in.read() >= 0) { }
		tomcat.stop();
	}
}
