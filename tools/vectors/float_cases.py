def float_groups():
    return {}
