/**
 * SynaSkinOverride.js adds to the client what the operator has configured in
 * SynaSkinOverride.json. It comes after SynaSkinConfig.js and FixZimbra.js.
 */
import "./features/";
