/**
 * FixZimbra.js repairs the vendor's classic client in today's browsers. It runs
 * after the startup packages and before launch().
 */
import "./fixes/";
