/** Half the spacing of doubles at 1: the relative error of one rounded operation. */
export const unitRoundoff = 2 ** -53;

/** Largest violation, relative to the scale of the data, that an audited float mechanism may show: solvers stop at 1e-7 on scaled rows, ten times that fails. */
export const auditTolerance = 1e-6;

/** Two masses lists are taken as probabilities when their total is this close to 1; they are then renormalised exactly. */
export const massTotalTolerance = 1e-9;
