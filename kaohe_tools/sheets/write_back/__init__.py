"""Points written back into a copy of the sheet that they were read from.

``changes`` finds the cells and the figures in them, ``spans`` carries places in a text over to where
the file keeps it; ``xlsx``, ``docx``, ``plain`` and ``convert`` write one kind of file each; ``compare``
verifies the result, ``write`` is the public call.
"""

from kaohe_tools.sheets.write_back.write import Written, write_back

__all__ = ["Written", "write_back"]
