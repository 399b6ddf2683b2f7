/**
 * SynaSkinOverride.js adds to the client what the operator has configured in
 * SynaSkinOverride.json. It comes after SynaSkinConfig.js and FixZimbra.js, and
 * on pages without the client alone.
 */
import "./features/";
// Fixes of the login page, on which FixZimbra.js is not loaded.
import "./fixes/PREAPPS-5930.js";
import "./fixes/ZBUG-833.js";
import "./fixes/ZCS-11363.js";
