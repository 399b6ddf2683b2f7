/**
 * SynaPage.js is for pages without the client, such as the login page: the features
 * and fixes that are about any page. It comes after SynaSkinConfig.js.
 */
import "./features/banner.js";
import "./features/focus.js";
import "./features/login.js";
import "./fixes/PREAPPS-5930.js";
import "./fixes/ZBUG-833.js";
import "./fixes/ZCS-11363.js";
